/** The fields of a form for an answer of which only the JSON Schema is known. */

export type Schema = { readonly [keyword: string]: unknown };

export interface SchemaField {
  name: string;
  /** "json": anything that has no field of its own, as JSON. */
  kind: "text" | "number" | "integer" | "boolean" | "choice" | "json";
  title: string;
  description: string;
  isRequired: boolean;
  choices: readonly string[];
  /** What stands in it at first, as text. */
  initial: string;
}

export type Read = { answer: Record<string, unknown> } | { faults: Record<string, "missing" | "invalid"> };

/** Return the fields of an object's schema, in its order. A schema of anything else is one field for JSON, named "". */
export function fieldsOf(schema: Schema): SchemaField[] {
  const root = resolved(schema, schema);
  if (!isSchema(root.properties)) return [field("", root, schema, true)];
  const required = Array.isArray(root.required) ? root.required : [];
  return Object.entries(root.properties).map(([name, one]) => field(name, isSchema(one) ? one : {}, schema, required.includes(name)));
}

/** Read what was typed. An empty field is left out, so that the server takes its own default. */
export function readAnswer(fields: readonly SchemaField[], typed: Readonly<Record<string, string>>): Read {
  const answer: Record<string, unknown> = {};
  const faults: Record<string, "missing" | "invalid"> = {};
  for (const one of fields) {
    const text = (typed[one.name] ?? one.initial).trim();
    if (!text && one.isRequired) faults[one.name] = "missing";
    if (!text) continue;
    const value = valueOf(one, text);
    if (value === undefined) faults[one.name] = "invalid";
    else answer[one.name] = value;
  }
  return Object.keys(faults).length ? { faults } : { answer: (fields[0]?.name === "" ? answer[""] : answer) as Record<string, unknown> };
}

function field(name: string, given: Schema, root: Schema, isRequired: boolean): SchemaField {
  const schema = resolved(given, root);
  const kind = kindOf(schema);
  // A box that is not ticked says no; where the schema lets it be left out, it says nothing until it is touched.
  const untouched = schema.const ?? (kind === "boolean" && isRequired ? false : undefined);
  const { title, description, default: initial = untouched } = { ...schema, ...given } as Schema;
  return {
    name,
    kind,
    title: typeof title === "string" ? title : name,
    description: typeof description === "string" ? description : "",
    isRequired: isRequired && kind !== "boolean",
    choices: Array.isArray(schema.enum) ? schema.enum.map(String) : [],
    initial: initial === undefined || initial === null ? "" : typeof initial === "string" ? initial : JSON.stringify(initial),
  };
}

function kindOf(schema: Schema): SchemaField["kind"] {
  if (Array.isArray(schema.enum) && schema.enum.every((one) => typeof one === "string")) return "choice";
  switch (schema.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
    case "boolean":
      return schema.type;
    default:
      return typeof schema.const === "string" ? "text" : "json";
  }
}

/** Follow references, and take the one possibility that is left beside null. */
function resolved(schema: Schema, root: Schema, depth = 0): Schema {
  if (depth > 20) return {};
  const path = typeof schema.$ref === "string" && schema.$ref.startsWith("#/") ? schema.$ref.slice(2).split("/") : null;
  if (path) {
    const target = path.reduce<unknown>((at, key) => (isSchema(at) ? at[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined), root);
    return isSchema(target) ? resolved(target, root, depth + 1) : {};
  }
  const offered = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray)?.filter((one) => isSchema(one) && one.type !== "null");
  return offered?.length === 1 ? resolved(offered[0] as Schema, root, depth + 1) : schema;
}

function valueOf({ kind, choices }: SchemaField, text: string): unknown {
  switch (kind) {
    case "text":
      return text;
    case "choice":
      return choices.includes(text) ? text : undefined;
    case "boolean":
      return text === "true";
    case "number":
    case "integer": {
      const number = Number(text.replace(",", "."));
      return Number.isFinite(number) && (kind === "number" || Number.isInteger(number)) ? number : undefined;
    }
    case "json":
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
