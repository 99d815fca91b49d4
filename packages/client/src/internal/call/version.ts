/** The version of this package, as requests tell it; a test compares it with the manifest. */
export const version = "0.1.0"
