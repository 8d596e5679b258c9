/** Whatever holds over `fetch` holds over what Node's `fetch` sends with: the same specs, with the dispatcher in sight. */
import '../support/node-dispatcher.ts';
import './http.spec.ts';
import './http-cancel.spec.ts';
import './http-failures.spec.ts';
