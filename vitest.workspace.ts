/** Where the tests are: the packages, the examples, and what holds for the repository as a whole. */
const project = (name: string, root: string) => ({ extends: true as const, test: { name, root } })

export default [
  project("@effect-keysecure/schema", "packages/schema"),
  project("@effect-keysecure/client", "packages/client"),
  project("@effect-keysecure/testkit", "packages/testkit"),
  project("examples", "examples"),
  project("repository", "test")
]
