/** What RxJS finds that nobody handles fails the spec it comes from: thrown later, as it is by default, it ends the process. */
import { config } from 'rxjs';

const unhandled: unknown[] = [];
config.onUnhandledError = (error) => unhandled.push(error);

afterEach(() => {
  const [first] = unhandled.splice(0);
  if (first !== undefined) throw first as Error;
});
