/** The common parts of the classes of `Rejection`: an error that is a schema too, made when it is first looked at. */
import type * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { type ErrorCode, isDocumented, table, type Tag } from "../../ErrorCode.js"
import { annotations, pipe } from "../schemas/lazy.js"
import { type Offset, offsetInWords } from "./parts.js"

/**
 * The facts that the platform told of a refusal, besides its code.
 *
 * @since 0.1.0
 * @category models
 */
export interface Facts {
  /**
   * The platform's words, for code that asks for them: `Redacted.value(error.msg)`. They may repeat a value that was
   * sent, in any form. So nothing prints them, and they are not stored: in a rejection that was read from JSON they are
   * `""`. Default `""`.
   */
  readonly msg?: Redacted.Redacted
  /** The field of the request that the words name, by its name on the wire, if they name one. */
  readonly field?: string
}

/**
 * A rejection as it is stored or sent on: the result of `Schema.encode`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stored<Tag extends string, Code extends number> {
  /** The name of its class. */
  readonly _tag: Tag
  /** The platform's code. */
  readonly code: Code
  /** The field of the request that the platform's words name, if they name one. */
  readonly field?: string
  /** The platform's words, as 0.1.0 stored them. They are read, and not written. */
  readonly msg?: string
}

/**
 * A rejection as it is caught.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rejected<Tag extends string, Code extends number>
  extends Cause.YieldableError, Required<Pick<Facts, "msg">> {
  /** The name of its class. */
  readonly _tag: Tag
  /** The platform's code. */
  readonly code: Code
  /** The field of the request that the platform's words name, by its name on the wire, if they name one. */
  readonly field?: string
  /** For a person: the code, the field, the meaning and the remedy, in our words. */
  readonly message: string
}

/**
 * The class of a rejection, which is its schema too. `Schema.TaggedErrorClass` would say the same, at thirty times the
 * cost for the type checker: forty of them are in every error type of the client.
 *
 * @since 0.1.0
 * @category models
 */
export interface RejectionClass<Self, Tag extends string, Code extends number, More = unknown> extends Schema.Schema<
  Self,
  Stored<Tag, Code> & More
> {
  /** Makes a rejection with this code. Throws a `ParseError` for a value that does not belong into it. */
  new (given: Facts & { readonly code: Code } & More, options?: Schema.MakeOptions): Rejected<Tag, Code> & More
  /** The name of the class. */
  readonly _tag: Tag
}

/**
 * The class of a documented code, which says its code and makes rejections of it.
 *
 * @since 0.2.0
 * @category models
 */
export interface DocumentedClass<Self, Code extends ErrorCode, More = unknown> extends RejectionClass<
  Self,
  Tag<Code>,
  Code,
  More
> {
  /** The platform's code. */
  readonly code: Code
  /** Makes a rejection with this code, such as a test wants to answer. Throws as the constructor does. */
  readonly from: (given: Facts & More) => Self
}

const unknownCode = {
  meaning: "the code is not documented",
  remedy: "Read the platform's words (Redacted.value of the error's msg), and ask the platform."
}

/** For a person, without a word of the platform's. */
const inWords = ({ code, field, ...more }: Omit<Held, "msg">): string => {
  const { meaning, remedy } = isDocumented(code) ? table[code] : unknownCode
  const named = field === undefined ? "" : ` (${field})`
  return `KeySecure refused the request with code ${code}${named}: ${meaning}. ${remedy}${offsetInWords(more)}`
}

const noWords = Redacted.make("")

/** Words that 0.1.0 stored are read. Words are never written, so the arbitrary makes none (decision 0024). */
const words = Schema.optionalToRequired(
  Schema.String,
  Schema.RedactedFromSelf(Schema.String).annotations({ arbitrary: () => (fc) => fc.constant(noWords) }),
  { decode: Option.match({ onNone: () => noWords, onSome: Redacted.make }), encode: Option.none }
)

const facts = { msg: words, field: Schema.optionalWith(Schema.String, { exact: true }) }

const isUnchecked = (options: Schema.MakeOptions): boolean =>
  typeof options === "boolean" ? options : options.disableValidation === true

interface Given extends Facts {
  readonly code: number
}

interface Held extends Given, Offset {
  readonly _tag: string
  readonly msg: Redacted.Redacted
}

const contents = (code: Schema.Schema<number>, more: Schema.Struct.Fields) => Schema.Struct({ code, ...facts, ...more })

/**
 * A class of rejections: its tag, the schema of its code, and of the fields that it carries more than others.
 *
 * `Schema.TaggedError` makes its schemas at once, which takes a third of a millisecond per class.
 */
export function rejection<Self, More = unknown>(): <const Tag extends string, Code extends number>(
  tag: Tag,
  code: () => Schema.Schema<Code>,
  more?: () => Schema.Struct.Fields
) => RejectionClass<Self, Tag, Code, More>
export function rejection() {
  return (tag: string, code: () => Schema.Schema<number>, more: () => Schema.Struct.Fields = () => ({})): unknown => {
    let made: ReturnType<typeof contents> | undefined
    const given = () => (made ??= contents(code(), more()))
    const asts = new WeakMap<object, SchemaAST.AST>()

    return class Rejection extends Data.Error<Held> {
      static readonly _tag = tag
      static readonly [Schema.TypeId] = Schema.Never[Schema.TypeId]
      static readonly annotations = annotations
      static readonly pipe = pipe

      static get ast(): SchemaAST.AST {
        const known = asts.get(this)
        if (known !== undefined) return known
        const stored = Schema.Struct({ ...given().fields, _tag: Schema.Literal(tag) })
        const itself = (u: unknown, _: SchemaAST.ParseOptions, ast: SchemaAST.AST) =>
          // This is the check that the schema is made of.
          // @effect-diagnostics-next-line instanceOfSchema:off
          u instanceof this ? ParseResult.succeed(u) : ParseResult.fail(new ParseResult.Type(ast, u))
        const one = Schema.declare(
          [Schema.typeSchema(stored)],
          { decode: () => itself, encode: () => itself },
          {
            identifier: `@effect-keysecure/schema/Rejection/${tag}`,
            title: tag,
            [SchemaAST.SurrogateAnnotationId]: Schema.typeSchema(stored).ast,
            arbitrary: (facts) => (fc) => facts(fc).map((some) => new this(some, true)),
            pretty: (pretty) => (one) => `${tag}(${pretty(one)})`
          }
        )
        const { ast } = Schema.transform(stored, one, {
          strict: false,
          decode: (some) => new this(some, true),
          encode: (one) => one
        }).annotations({ title: tag, [SchemaAST.SurrogateAnnotationId]: stored.ast })
        asts.set(this, ast)
        return ast
      }

      override get name(): string {
        return tag
      }

      override get message(): string {
        return inWords(this)
      }

      constructor(some: Given, options: Schema.MakeOptions = false) {
        const { msg = noWords, ...more } = { ...some }
        const all = { ...more, msg }
        super({ ...(isUnchecked(options) ? all : Schema.validateSync(given())(all)), _tag: tag })
      }
    }
  }
}

/** The class of a documented code. Its tag is that of the table. */
export function documented<Self, More = unknown>(): <const Code extends ErrorCode>(
  code: Code,
  more?: () => Schema.Struct.Fields
) => DocumentedClass<Self, Code, More>
export function documented() {
  return (code: ErrorCode, more?: () => Schema.Struct.Fields): unknown =>
    class extends rejection<unknown>()(table[code].tag, () => Schema.Literal(code), more) {
      static readonly code = code
      static from(given: Facts) {
        return new this({ code, ...given })
      }
    }
}
