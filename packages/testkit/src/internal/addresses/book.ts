/**
 * Addresses that exist, for sample values and for tests of the simulator's checks of `address_info`: museums, hotels,
 * town halls and head offices with the numbers of their switchboards, never private persons.
 *
 * They are in English letters and common address symbols, under the wire's names. Phone numbers are national
 * significant numbers (without the trunk zero; Italy's belongs to the number). Hong Kong and the Emirates have no
 * postal codes: the usual text in their place stands here. Each entry is checked by test/addressBook.test.ts.
 */

/** The place and the phone of an `address_info`; the names of a person are the caller's. */
export interface Entry {
  readonly country: string
  readonly state: string
  readonly city: string
  readonly postal_code: string
  readonly address_line1: string
  readonly address_line2?: string
  readonly phone_code: string
  readonly phone: string
}

type Place = readonly [
  state: string,
  city: string,
  postalCode: string,
  phone: string,
  addressLine1: string,
  addressLine2?: string
]

const inCountry = (country: string, phone_code: string, ...places: ReadonlyArray<Place>): ReadonlyArray<Entry> =>
  places.map(([state, city, postal_code, phone, address_line1, address_line2]) => ({
    country,
    state,
    city,
    postal_code,
    address_line1,
    ...(address_line2 === undefined ? {} : { address_line2 }),
    phone_code,
    phone
  }))

/** The first of the addresses, for a sample in which any will do. */
export const newYork: Entry = {
  country: "US",
  state: "NY",
  city: "New York",
  postal_code: "10028",
  address_line1: "1000 5th Avenue",
  address_line2: "Metropolitan Museum of Art",
  phone_code: "1",
  phone: "2125357710"
}

/** Sixty addresses in 29 countries; some states are written as names, some as codes, as people do. */
export const addressBook: ReadonlyArray<Entry> = [
  newYork,
  ...inCountry(
    "US",
    "1",
    ["CA", "Mountain View", "94043", "6502530000", "1600 Amphitheatre Parkway"],
    ["California", "Cupertino", "95014", "4089961010", "One Apple Park Way"],
    ["WA", "Redmond", "98052", "4258828080", "One Microsoft Way"],
    ["Illinois", "Chicago", "60603", "3124433600", "111 South Michigan Avenue", "Art Institute of Chicago"],
    ["Massachusetts", "Boston", "02115", "6172679300", "465 Huntington Avenue", "Museum of Fine Arts"],
    ["DC", "Washington", "20500", "2024561414", "1600 Pennsylvania Avenue NW"]
  ),
  ...inCountry(
    "CA",
    "1",
    ["ON", "Toronto", "M5H 2N2", "4163922489", "100 Queen Street West", "City Hall"],
    ["Quebec", "Montreal", "H3G 1J5", "5142852000", "1380 Sherbrooke Street West", "Museum of Fine Arts"],
    ["British Columbia", "Vancouver", "V6C 2W6", "6046843131", "900 West Georgia Street", "Hotel Vancouver"]
  ),
  ...inCountry(
    "GB",
    "44",
    ["Greater London", "London", "WC1B 3DG", "2073238000", "Great Russell Street", "British Museum"],
    ["England", "London", "W1J 9BR", "2074938181", "150 Piccadilly", "The Ritz"],
    ["Scotland", "Edinburgh", "EH2 2EQ", "1315562414", "1 Princes Street", "The Balmoral"]
  ),
  ...inCountry(
    "DE",
    "49",
    ["Berlin", "Berlin", "10117", "3022610", "Unter den Linden 77", "Hotel Adlon"],
    ["Bavaria", "Munich", "80809", "89125016001", "Am Olympiapark 1", "BMW Welt"],
    ["Baden-Wuerttemberg", "Walldorf", "69190", "6227747474", "Dietmar-Hopp-Allee 16"]
  ),
  ...inCountry(
    "FR",
    "33",
    ["Ile-de-France", "Paris", "75001", "140205317", "Rue de Rivoli", "Musee du Louvre"],
    ["Ile-de-France", "Paris", "75004", "142764040", "Place de l'Hotel de Ville", "Mairie de Paris"],
    ["Auvergne-Rhone-Alpes", "Lyon", "69001", "472103030", "1 Place de la Comedie", "Hotel de Ville"]
  ),
  ...inCountry(
    "ES",
    "34",
    ["Madrid", "Madrid", "28014", "913302800", "Calle de Ruiz de Alarcon 23", "Museo Nacional del Prado"],
    ["Barcelona", "Barcelona", "08002", "934027000", "Placa de Sant Jaume 1", "Ajuntament de Barcelona"]
  ),
  ...inCountry(
    "IT",
    "39",
    ["RM", "Rome", "00187", "06699340", "Piazza Trinita dei Monti 6", "Hotel Hassler"],
    ["MI", "Milan", "20121", "0288791", "Via Filodrammatici 2", "Teatro alla Scala"],
    ["TO", "Turin", "10123", "0115617776", "Via Accademia delle Scienze 6", "Museo Egizio"]
  ),
  ...inCountry("NL", "31", ["North Holland", "Amsterdam", "1071 XX", "206747000", "Museumstraat 1", "Rijksmuseum"]),
  ...inCountry(
    "CH",
    "41",
    ["Zurich", "Zurich", "8001", "442538484", "Heimplatz 1", "Kunsthaus Zurich"],
    ["Geneva", "Geneva", "1211", "227912111", "Avenue Appia 20", "World Health Organization"]
  ),
  ...inCountry(
    "AT",
    "43",
    ["Vienna", "Vienna", "1010", "1514560", "Philharmonikerstrasse 4", "Hotel Sacher"],
    ["Salzburg", "Salzburg", "5020", "66280720", "Mirabellplatz 4", "Schloss Mirabell"]
  ),
  ...inCountry("SE", "46", ["Stockholm", "Stockholm", "115 21", "851954880", "Galarvarvsvagen 14", "Vasamuseet"]),
  ...inCountry("NO", "47", ["Oslo", "Oslo", "0159", "23212000", "Karl Johans gate 31", "Grand Hotel"]),
  ...inCountry(
    "DK",
    "45",
    ["Hovedstaden", "Copenhagen", "1550", "33663366", "Radhuspladsen 1", "Kobenhavns Radhus"],
    ["Syddanmark", "Billund", "7190", "79506070", "Aastvej 1"]
  ),
  ...inCountry(
    "PL",
    "48",
    ["Mazowieckie", "Warsaw", "00-901", "226567600", "Plac Defilad 1", "Palac Kultury i Nauki"],
    ["Malopolskie", "Krakow", "31-001", "124225155", "Wawel 5", "Wawel Royal Castle"]
  ),
  ...inCountry(
    "PT",
    "351",
    ["Lisboa", "Lisbon", "1067-001", "217823000", "Avenida de Berna 45A", "Fundacao Calouste Gulbenkian"],
    ["Porto", "Porto", "4149-071", "220120220", "Avenida da Boavista 604-610", "Casa da Musica"]
  ),
  ...inCountry(
    "IE",
    "353",
    ["Dublin", "Dublin", "D08 VF8H", "14084800", "St James's Gate", "Guinness Storehouse"],
    ["Cork", "Cork", "T12 T997", "214924000", "Anglesea Street", "City Hall"]
  ),
  ...inCountry(
    "CN",
    "86",
    ["Beijing", "Beijing", "100004", "1065137766", "33 East Chang An Avenue", "Beijing Hotel"],
    ["Shanghai", "Shanghai", "200002", "2161386888", "20 Nanjing East Road", "Peace Hotel"],
    ["Guangdong", "Guangzhou", "510133", "2081886968", "1 Shamian South Street", "White Swan Hotel"],
    ["Zhejiang", "Hangzhou", "311121", "57185022088", "969 West Wen Yi Road, Yu Hang District"]
  ),
  ...inCountry("HK", "852", [
    "Hong Kong",
    "Kowloon",
    "999077",
    "29202888",
    "Salisbury Road, Tsim Sha Tsui",
    "The Peninsula"
  ]),
  ...inCountry(
    "JP",
    "81",
    ["Tokyo", "Chiyoda-ku", "100-8558", "335041111", "1-1-1 Uchisaiwai-cho", "Imperial Hotel"],
    ["Aichi", "Toyota", "471-8571", "565282121", "1 Toyota-cho"]
  ),
  ...inCountry("KR", "82", ["Seoul", "Jung-gu", "04605", "222333131", "249 Dongho-ro", "The Shilla"]),
  ...inCountry("SG", "65", ["Singapore", "Singapore", "189673", "63371886", "1 Beach Road", "Raffles Hotel"]),
  ...inCountry(
    "AU",
    "61",
    ["NSW", "Sydney", "2000", "292507111", "Bennelong Point", "Sydney Opera House"],
    ["Victoria", "Melbourne", "3006", "386202222", "180 St Kilda Road", "National Gallery of Victoria"],
    ["ACT", "Canberra", "2600", "262777111", "Parliament Drive", "Parliament House"]
  ),
  ...inCountry("NZ", "64", ["Wellington", "Wellington", "6011", "43817000", "55 Cable Street", "Te Papa"]),
  ...inCountry(
    "BR",
    "55",
    ["SP", "Sao Paulo", "01310-200", "1131495959", "Avenida Paulista 1578", "Museu de Arte de Sao Paulo"],
    ["Rio de Janeiro", "Rio de Janeiro", "22021-001", "2125487070", "Avenida Atlantica 1702", "Copacabana Palace"]
  ),
  ...inCountry(
    "IN",
    "91",
    ["Maharashtra", "Mumbai", "400001", "2266653366", "Apollo Bunder, Colaba", "Taj Mahal Palace"],
    ["Delhi", "New Delhi", "110001", "1123341234", "Janpath", "The Imperial"]
  ),
  ...inCountry("AE", "971", ["Dubai", "Dubai", "00000", "43017777", "Jumeirah Street", "Burj Al Arab"]),
  ...inCountry("ZA", "27", [
    "Western Cape",
    "Cape Town",
    "8001",
    "214831000",
    "76 Orange Street",
    "Mount Nelson Hotel"
  ]),
  ...inCountry("MX", "52", [
    "CMX",
    "Mexico City",
    "06000",
    "5510837700",
    "Avenida 16 de Septiembre 82",
    "Gran Hotel Ciudad de Mexico"
  ]),
  ...inCountry("TH", "66", ["Bangkok", "Bangkok", "10500", "26599000", "48 Oriental Avenue", "Mandarin Oriental"])
]
