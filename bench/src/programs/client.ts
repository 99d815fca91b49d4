/** A candidate of the bench of clients. */
import { serve } from "../lap.js"
import { started } from "./candidates.js"

serve(await started())
