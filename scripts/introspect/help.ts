/** The text of `rxswarm introspect --help`. */
export const HELP = `Usage: rxswarm introspect <files or globs> [options]

Reads TypeScript functions and writes a module next to each file that exports them
bound to their schemas: functions.ts → functions.schemas.ts

  -o, --out <path>          write to this file, or into this folder for several files
      --json                write the schemas as JSON instead (printed without --out)
      --check               write nothing; print what is stale and exit with 1
  -w, --watch               write again after each change, until Ctrl-C
  -p, --project <tsconfig>  default: the nearest tsconfig.json
      --strict <when>       strict mode of the endpoint: auto (default: for functions
                            that allow it), always (an error for others), never
      --strict-docs         make a missing description an error instead of a warning
      --target <server>     warn about what openai, anthropic or gemini does not take
      --graph <form>        draw the agents and their handoffs: mermaid or json
                            (--out notes.md writes into its first mermaid block)
      --lock <file>         record schemas and prompt costs; --check prints the changes
  -h, --help                print this text
      --version             print the version of rxswarm

Comments of a function: @internal leaves it out, @approval makes it wait for approval,
"@approval edit" lets clients change its arguments first, @client has the page execute
it: functions.schemas.ts declares it, functions.client.ts binds it for the page.
Comments of an exported interface or type: @schema makes it the schema of an answer.

Exit status: 0 success; 1 errors in the sources, or stale files; 2 usage error.
`;
