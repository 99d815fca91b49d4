/**
 * Australia's states, with the ranges of Australia Post's postcodes; behind them the postcodes of towns and stations that
 * lie in another state than their post office (Australia Post's file of localities).
 */
import type { State } from "./state.js"

export const australia: ReadonlyArray<State> = [
  ["ACT|Australian Capital Territory|Jervis Bay Territory|JBT", "0200-0299 2600-2618 2900-2920 2540 2619-2620"],
  [
    "NSW|New South Wales",
    "1000-2599 2619-2899 2921-2999 2611 2618 3500 3585-3586 3644 3691 3707 4375 4377 4380 4383 4385 5440"
  ],
  ["NT|Northern Territory", "0800-0999 4825"],
  ["QLD|Queensland", "4000-4999 9000-9999 2406"],
  ["SA|South Australia", "5000-5999 0872"],
  ["TAS|Tasmania", "7000-7999"],
  ["VIC|Victoria", "3000-3999 8000-8999 9999"],
  ["WA|Western Australia", "6000-6999 0872"]
]
