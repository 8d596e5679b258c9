export const HELP = `Usage: rxswarm introspect <files or globs> [options]

Reads plain TypeScript functions and writes, beside each file, a module that exports
them bound to their schemas: functions.ts → functions.schemas.ts

  -o, --out <path>          write there: a file, or a folder when there are several
      --json                print the schemas as JSON (to --out, if given) and write no modules
      --check               write nothing; exit 1 and show a diff where files are stale
  -w, --watch               write again whenever something changes
  -p, --project <tsconfig>  default: the nearest tsconfig.json
      --strict <when>       ask the endpoint for strict mode: auto (default: where it can
                            hold), always (an error where it cannot), never
      --strict-docs         a function without a comment is an error, not a warning
      --graph <form>        draw who can hand off to whom: mermaid or json
                            (with --out notes.md: into its first mermaid block)
      --lock <file>         record schemas and prompt costs; with --check: what changed
  -h, --help

A function with the tag @internal is left out, one with @approval waits for approval.
An exported interface or type alias with the tag @schema becomes the schema of an answer.
Exit status: 0 all is well, 1 problems were found, 2 the command makes no sense.
`;
