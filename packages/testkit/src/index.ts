/**
 * KeySecure's open API, simulated: for tests of code that applies for cards.
 *
 * @since 0.1.0
 */
export * as AttemptLogContract from "./AttemptLogContract.js"
export * as CallbackDelivery from "./CallbackDelivery.js"
export * as Fault from "./Fault.js"
export * as HandledCallbacksContract from "./HandledCallbacksContract.js"
export * as KeySecureSimulator from "./KeySecureSimulator.js"
export * as Laws from "./Laws.js"
export * as Sample from "./Sample.js"
export * as Scenario from "./Scenario.js"
export * as Simulation from "./Simulation.js"
export * as VirtualClock from "./VirtualClock.js"
