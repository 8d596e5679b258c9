/** Fails a spec when RxJS reports an unhandled error. By default RxJS throws it later, which would end the process. */
import { config } from 'rxjs';

const unhandled: unknown[] = [];
config.onUnhandledError = (error) => unhandled.push(error);

afterEach(() => {
  const [first] = unhandled.splice(0);
  if (first !== undefined) throw first as Error;
});
