import type { Child } from "hono/jsx";

interface FieldProps {
  /** Of the control inside. */
  readonly id: string;
  readonly label: Child;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly children: Child;
}

/** A control under its label, with what is wrong with what was typed. */
export function Field({ id, label, hint, fault, children }: FieldProps) {
  return (
    <div class={fault === undefined ? "field" : "field faulty"}>
      <label for={id}>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </label>
      <FieldFault id={id} fault={fault} />
      {children}
    </div>
  );
}

export function FieldFault({ id, fault }: { id: string; fault: string | undefined }) {
  if (fault === undefined) return null;
  return (
    <strong id={`${id}-fault`} class="fault">
      {fault}
    </strong>
  );
}

/** What a control says of its fault to whoever cannot see it. */
export const faultProps = (id: string, fault: string | undefined) =>
  fault === undefined ? {} : ({ "aria-describedby": `${id}-fault`, "aria-invalid": "true" } as const);
