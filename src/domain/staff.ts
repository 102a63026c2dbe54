export const roles = ["operator", "nurse", "doctor", "head_doctor", "admin", "display"] as const;
export type Role = (typeof roles)[number];

/** A person who is signed in, as far as actions and views need to know. */
export interface Person {
  readonly hospitalId: string;
  readonly staffId: string;
  readonly name: string;
  readonly role: Role;
  /** A display is bound to its ward and sees no other. Null: the whole hospital. */
  readonly wardId: string | null;
}

/** What can be done, and by whom: DESIGN section 9 as a table. The action asks, the stylesheet only hides. */
export const permissions = {
  raise_alert: ["operator", "nurse", "doctor", "head_doctor"],
  answer_clinical_alert: ["nurse", "doctor", "head_doctor"],
  answer_other_alert: ["operator", "nurse", "doctor", "head_doctor"],
  note_alert: ["operator", "nurse", "doctor", "head_doctor"],
  escalate_alert: ["operator", "nurse", "doctor", "head_doctor"],
  silence: ["nurse", "doctor", "head_doctor"],
  set_limits: ["nurse", "doctor", "head_doctor"],
  record_observations: ["nurse", "doctor", "head_doctor"],
  /** What is due at whose bed, and the readings of a patient. */
  read_rounds: ["operator", "nurse", "doctor", "head_doctor", "admin"],
  go_on_duty: ["operator", "nurse", "doctor", "head_doctor"],
  /** An alert's own page, and the history. A screen on the wall opens neither. */
  read_history: ["operator", "nurse", "doctor", "head_doctor", "admin"],
  /** Being a patient's nurse. */
  have_patients: ["nurse"],
  send_off_ward: ["operator", "nurse", "doctor", "head_doctor"],
  find_patients: ["operator", "nurse", "doctor", "head_doctor", "admin"],
  admit_and_move: ["operator", "nurse", "doctor", "head_doctor"],
  merge_patients: ["nurse", "doctor", "head_doctor"],
  /** To say whose readings are of which nobody can tell. */
  settle_held: ["nurse", "doctor", "head_doctor"],
  read_held: ["nurse", "doctor", "head_doctor", "admin"],
  order_spo2_scale: ["doctor", "head_doctor"],
  decide_resuscitation: ["doctor", "head_doctor"],
  /** Isolation and allergies. */
  note_precautions: ["nurse", "doctor", "head_doctor"],
  read_escalation: ["operator", "nurse", "doctor", "head_doctor", "admin"],
  edit_escalation: ["head_doctor", "admin"],
  edit_called_kinds: ["head_doctor", "admin"],
  edit_rules: ["head_doctor", "admin"],
  read_audit: ["head_doctor", "admin"],
  /** By bed and rule, not by person: who works under it may see it. */
  read_alarm_load: ["nurse", "doctor", "head_doctor", "admin"],
  edit_devices: ["admin"],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

export const may = (role: Role, permission: Permission) => (permissions[permission] as readonly Role[]).includes(role);

/** Whether a ladder can call somebody of this role. */
export const isCallable = (role: Role) => role !== "admin" && role !== "display";

/** Acknowledge, resolve, take on and hand over: an operator answers technical alerts, and called ones that are no call to a patient. */
export const answerPermission = (alert: { readonly clinical: boolean }): Permission =>
  alert.clinical ? "answer_clinical_alert" : "answer_other_alert";
