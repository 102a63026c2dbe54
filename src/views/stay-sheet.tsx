import type { Child } from "hono/jsx";
import type { Fault } from "../domain/refusals.ts";
import { StayCard } from "./stay-card.tsx";
import { StayHeading } from "./stay-heading.tsx";
import { StayShell, type StayShellProps } from "./stay-shell.tsx";

/** What a page with one form about a patient is drawn with. */
export type StaySheetProps = StayShellProps;

/** What was sent from such a page, and what was wrong with it. */
export interface SentForm {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

interface StaySheetParts extends StaySheetProps {
  readonly title: string;
  readonly bodyClass?: string;
  readonly scripts?: readonly string[];
  readonly children: Child;
}

/**
 * A page with a form about the patient in a bed: who it is, the form, and their card. Live, so that it is over as soon as
 * somebody else lies there; typed into, so that without scripts it stays as it is, and an old one is refused.
 */
export function StaySheet({ children, bodyClass = "stay-sheet", ...props }: StaySheetParts) {
  const { details, words } = props;
  return (
    <StayShell {...props} bodyClass={bodyClass} typed>
      <StayHeading details={details} words={words} linked />
      {children}
      <StayCard details={details} words={words} />
    </StayShell>
  );
}

export const faultOf = (faults: readonly Fault[], field: string) => faults.find((one) => one.field === field)?.text;
