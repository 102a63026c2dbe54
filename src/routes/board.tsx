import { Hono } from "hono";
import { noteBoardOpened } from "../actions/open-board.ts";
import type { Assets } from "../assets.ts";
import { readBoard } from "../db/board.ts";
import { readCalledKinds } from "../db/called-kinds.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { findDuty } from "../db/duties.ts";
import type { Hub } from "../events/hub.ts";
import { BoardPage } from "../views/board-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppEnv, requireViewer, requireWard } from "./context.ts";
import { answerRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";

interface BoardRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
  readonly assets: Assets;
}

export function boardRoutes({ db, hub, assets }: BoardRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital", async (c) => {
    if (!c.get("signedIn")) return c.redirect("/sign-in", 303);
    const viewer = requireViewer(c, c.req.param("hospital"));
    if (!viewer.ok) return answerRefusal(c, viewer.refusal);
    const { person, idle, preferences } = viewer.value;
    const ward = requireWard(person, c.req.query("ward"));
    if (!ward.ok) return answerRefusal(c, ward.refusal);

    // The cursor before the board: what happens in between is streamed once more, instead of falling between the two.
    const cursor = await hub.cursor(person.hospitalId);
    const board = await readBoard(db, person.hospitalId, ward.value, await databaseNow(db));
    if (!board) return answerRefusal(c, { kind: "not_found" });
    const kinds = await readCalledKinds(db, person.hospitalId);
    const duty = await findDuty(db, person.hospitalId, person.staffId);
    if (!openedByItself(c)) await noteBoardOpened(db, person, ward.value, c.get("requestId"));
    return c.html(
      <BoardPage
        board={board}
        person={person}
        idle={idle}
        kinds={kinds}
        duty={duty}
        preferences={preferences}
        cursor={cursor}
        build={assets.build}
        assets={assets}
        words={en}
      />,
    );
  });
  return routes;
}
