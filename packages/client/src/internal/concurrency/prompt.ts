/**
 * Services whose steps never wait, such as a log in memory. A limit of time around such a step would cost a fiber, three
 * times a card, for nothing.
 */

const known = new WeakSet<object>()

/** Makes it known that no step of this service waits. */
export const prompt = <Service extends object>(service: Service): Service => {
  known.add(service)
  return service
}

/** Whether no step of this service waits, as far as is known. */
export const isPrompt = (service: object): boolean => known.has(service)
