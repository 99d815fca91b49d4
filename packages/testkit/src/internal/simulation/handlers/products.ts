/** The products that cards are made from: packages in credit extension mode, BINs in authorization mode. */
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import { type Asked, readUndated } from "../../requests/listQuery.js"
import type { Product } from "../../state/state.js"
import type { Handler } from "../../requests/handler.js"

const sorted = (products: HashMap.HashMap<string, Product>, accepts: (product: Product) => boolean, asked: Asked) =>
  [...HashMap.values(products)]
    .filter(accepts)
    .toSorted((one, other) => (one.productNo < other.productNo ? -1 : 1))
    .slice(asked.skip, asked.skip + asked.take)

const readPackages = readUndated("type", "package_no")

/** Lists packages, by number. */
export const listPackages: Handler<"listPackages"> = (call) =>
  Either.map(readPackages(call), (asked) => {
    const type = asked.filter("type")
    const found = sorted(
      call.merchant.packages,
      ({ cardTypes, productNo }) =>
        asked.accepts("package_no", productNo) &&
        (type === undefined || cardTypes.some((cardType) => cardType === type)),
      asked
    )
    const list = found.map(({ cardTypes, organization, productNo }) => ({
      package_no: productNo,
      package_en_name: productNo,
      package_cn_name: productNo,
      organization,
      package_type: cardTypes.join(","),
      fee_detail: { open_cost: "0", consume_cancle_fee: "0" }
    }))
    return [{ list }, call.state]
  })

const readBins = readUndated("card_bin_no")

/** Lists BINs, by number. */
export const listBins: Handler<"listBins"> = (call) =>
  Either.map(readBins(call), (asked) => {
    const found = sorted(call.merchant.bins, ({ productNo }) => asked.accepts("card_bin_no", productNo), asked)
    const list = found.map(({ cardTypes, organization, productNo }) => ({
      card_bin_no: productNo,
      organization,
      support_physical: cardTypes.includes("Physical"),
      support_virtual: cardTypes.includes("Virtual"),
      currencies: ["USD"]
    }))
    return [{ list }, call.state]
  })
