/** What a person has to put right before Wardlight can start. Its message is one sentence that says what to do. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
