/** `promise`, or a rejection that says `otherwise` once `millis` have passed: a database that hangs never answers. */
export async function inTime<T>(promise: Promise<T>, millis: number, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(otherwise)), millis);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
