import type { Page } from "../src/internal/control/page.js"

/** The files of the page by the paths at which they are served. */
export declare const bundlePage: () => Promise<Page>
