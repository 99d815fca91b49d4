/** Where the tests are: the packages, the examples, and what holds for the repository as a whole. */
export default ["packages/*", "examples", "test"]
