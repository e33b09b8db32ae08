/** The types of all that goes over the wire, generated from the server's schemas by `make schemas`. */
export type * from "../../../clients/typescript/sessions.ts";
