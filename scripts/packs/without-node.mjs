// Runs a bundle in a place of its own, which has the language and what browsers and workers have, and nothing of Node:
// no `process`, `Buffer`, `global`, `require`, `import`.
import { readFileSync } from "node:fs"
import { createContext, runInContext } from "node:vm"

const ofTheWeb =
  "AbortController AbortSignal Blob DOMException Event EventTarget FormData Headers ReadableStream Request Response " +
  "TextDecoder TextEncoder TransformStream URL URLSearchParams WritableStream atob btoa clearInterval clearTimeout " +
  "console crypto fetch performance queueMicrotask setInterval setTimeout structuredClone"
// What the web's functions give is made of these, so both sides have the same.
const shared = "ArrayBuffer Uint8Array"

const file = process.argv[2]
const place = Object.fromEntries(`${ofTheWeb} ${shared}`.split(" ").map((name) => [name, globalThis[name]]))
runInContext(readFileSync(file, "utf8"), createContext(place), { filename: file })
