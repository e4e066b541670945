/**
 * Checks a JSON value against a schema of docs/messages: the schemas themselves decide what is read here, so that no second
 * description of a message can differ from them. What a schema uses and this does not know is an error when the page is built.
 */
export type Check = (value: unknown) => boolean;

type Schema = { readonly [keyword: string]: unknown };
type Fields = Readonly<Record<string, unknown>>;

const saysNothing = new Set(['$schema', '$id', '$defs', 'title', 'description', 'contentEncoding', 'then', 'else']);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, Check>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  object: isFields,
  array: Array.isArray,
};

/** Day and month have to exist: the pattern beside it says the rest. */
const isInstant = (text: string): boolean => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
};

/** Makes checks of schemas that refer to each other by their ids. */
export function compiler(schemas: readonly Schema[]): (id: string) => Check {
  const byId = new Map(schemas.map((schema) => [schema.$id as string, schema]));
  const made = new Map<string, Check>();

  function referred(reference: string): Check {
    const known = made.get(reference);
    if (known) {
      return known;
    }

    const [file = '', pointer = ''] = reference.split('#');
    let found: unknown = byId.get(file || 'envelope.schema.json');
    for (const step of pointer.split('/').filter(Boolean)) {
      found = isFields(found) ? found[step] : undefined;
    }

    if (!isFields(found)) {
      throw new Error(`no schema ${reference}`);
    }

    const check = all(found);
    made.set(reference, check);
    return check;
  }

  function all(schema: Schema): Check {
    const checks = Object.keys(schema).filter((keyword) => !saysNothing.has(keyword)).map((keyword) => one(schema, keyword));
    return (value) => checks.every((check) => check(value));
  }

  const list = (rule: unknown): Check[] => (rule as Schema[]).map(all);
  const onNumber = (holds: (value: number) => boolean): Check => (value) => typeof value !== 'number' || holds(value);
  const onText = (holds: (value: string) => boolean): Check => (value) => typeof value !== 'string' || holds(value);
  const onItems = (holds: (value: readonly unknown[]) => boolean): Check => (value) => !Array.isArray(value) || holds(value);
  const onFields = (holds: (value: Fields) => boolean): Check => (value) => !isFields(value) || holds(value);

  function one(schema: Schema, keyword: string): Check {
    const rule = schema[keyword];
    const limit = rule as number;
    switch (keyword) {
      case '$ref':
        return referred(rule as string);
      case 'type': {
        const allowed = [rule].flat().map((name) => types[name as string] ?? (() => { throw new Error(`no type ${String(name)}`); })());
        return (value) => allowed.some((check) => check(value));
      }
      case 'const':
        return (value) => value === rule;
      case 'enum':
        return (value) => (rule as unknown[]).includes(value);
      case 'minimum':
        return onNumber((value) => value >= limit);
      case 'maximum':
        return onNumber((value) => value <= limit);
      case 'exclusiveMinimum':
        return onNumber((value) => value > limit);
      case 'minLength':
        return onText((value) => [...value].length >= limit);
      case 'maxLength':
        return onText((value) => [...value].length <= limit);
      case 'pattern': {
        const pattern = new RegExp(rule as string, 'u');
        return onText((value) => pattern.test(value));
      }
      case 'format':
        return onText(isInstant);
      case 'minItems':
        return onItems((value) => value.length >= limit);
      case 'maxItems':
        return onItems((value) => value.length <= limit);
      case 'items': {
        const [item, before] = [all(rule as Schema), ((schema.prefixItems as unknown[] | undefined) ?? []).length];
        return onItems((value) => value.slice(before).every(item));
      }
      case 'prefixItems': {
        const items = list(rule);
        return onItems((value) => value.every((item, i) => items[i]?.(item) ?? true));
      }
      case 'required':
        return onFields((value) => (rule as string[]).every((name) => Object.hasOwn(value, name)));
      case 'properties': {
        const properties = Object.entries(rule as Record<string, Schema>).map(([name, inner]) => [name, all(inner)] as const);
        return onFields((value) => properties.every(([name, check]) => !Object.hasOwn(value, name) || check(value[name])));
      }
      case 'propertyNames': {
        const name = all(rule as Schema);
        return onFields((value) => Object.keys(value).every(name));
      }
      case 'additionalProperties': {
        const inner = all(rule as Schema);
        return onFields((value) => Object.values(value).every(inner));
      }
      case 'anyOf': {
        const some = list(rule);
        return (value) => some.some((check) => check(value));
      }
      case 'allOf': {
        const every = list(rule);
        return (value) => every.every((check) => check(value));
      }
      case 'if': {
        const [test, then, otherwise] = [all(rule as Schema), all((schema.then ?? {}) as Schema), all((schema.else ?? {}) as Schema)];
        return (value) => (test(value) ? then(value) : otherwise(value));
      }
      default:
        throw new Error(`the keyword ${keyword} is not checked`);
    }
  }

  return (id) => referred(`${id}#`);
}
