import { HashMap } from "effect"
import { describe, expect, it } from "vitest"
import { Scenario, type Simulation } from "../../src/index.js"
import { aroundNow, now, readToken, send, Session, tokenRequest } from "../support/session.js"

const day = 86_400_000

const kept = (state: Simulation.State) =>
  HashMap.reduce(state.merchants, 0, (sum, merchant) => sum + HashMap.size(merchant.tokens))

describe("a token", () => {
  it("is named by its merchant's mode and its generation, and lives for a day", () => {
    const first = send(Scenario.initial, tokenRequest(Scenario.creditApiKey))
    expect(readToken(first.data)).toEqual({ access_token: "sim_token_credit_1", expired_time: now + day })
    const second = send(first.state, tokenRequest(Scenario.authorizationApiKey))
    expect(readToken(second.data).access_token).toBe("sim_token_authorization_2")
  })

  it("is refused after its expiry", () => {
    const session = new Session()
    expect(session.list(aroundNow, {}, now + day - 1).code).toBe(0)
    expect(session.list(aroundNow, {}, now + day).code).toBe(1007)
  })

  it("lives as long as the rules say", () => {
    const session = new Session(Scenario.rules({ tokenLifeMillis: 5_000 })(Scenario.initial))
    expect(session.list(aroundNow, {}, now + 4_999).code).toBe(0)
    expect(session.list(aroundNow, {}, now + 5_000).code).toBe(1007)
  })

  it("lives on beside a new one, or is ended by it where the rules say so", () => {
    const after = (newTokenEndsOld: boolean) => {
      const session = new Session(Scenario.rules({ newTokenEndsOld })(Scenario.initial))
      const other = new Session(session.state)
      session.state = other.state
      return [session.list(aroundNow).code, other.list(aroundNow).code]
    }
    expect(after(false)).toEqual([0, 0])
    expect(after(true)).toEqual([1007, 0])
  })

  it("of one merchant is not ended by another merchant's", () => {
    const session = new Session(Scenario.rules({ newTokenEndsOld: true })(Scenario.initial))
    session.state = new Session(session.state, Scenario.authorizationApiKey).state
    expect(session.list(aroundNow).code).toBe(0)
  })

  it("that has expired is thrown away, in whatever order tokens expire", () => {
    let state = Scenario.initial
    for (let n = 0; n < 10_000; n++) {
      const at = now + n * 1000
      const life = n % 3 === 0 ? 60_000 : 10_000
      state = send(Scenario.rules({ tokenLifeMillis: life })(state), tokenRequest(Scenario.creditApiKey, at), at).state
      expect(kept(state)).toBeLessThan(200)
    }
  })
})
