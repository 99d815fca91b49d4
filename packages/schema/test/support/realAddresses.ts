/**
 * Addresses that exist: museums, libraries, theatres and universities with the numbers of their switchboards, never
 * private persons. As forms hold them: states as names or codes, numbers with or without the trunk 0.
 */
import type { Address } from "@effect-keysecure/schema"

type Place = readonly [
  state: string,
  city: string,
  postalCode: string,
  phone: string,
  addressLine1: string,
  addressLine2?: string
]

const inCountry = (
  country: string,
  phoneCode: string,
  ...places: ReadonlyArray<Place>
): ReadonlyArray<Address.PhysicalAddress> =>
  places.map(([state, city, postalCode, phone, addressLine1, addressLine2]) => ({
    firstName: "Visitor",
    lastName: "Services",
    phoneCode,
    phone,
    postalCode,
    country,
    state,
    city,
    addressLine1,
    ...(addressLine2 === undefined ? {} : { addressLine2 })
  }))

export const realAddresses: ReadonlyArray<Address.PhysicalAddress> = [
  ...inCountry(
    "US",
    "1",
    ["NY", "New York", "10019", "2127089400", "11 West 53rd Street", "Museum of Modern Art"],
    ["District of Columbia", "Washington", "20540", "2027075000", "101 Independence Ave. SE", "Library of Congress"],
    ["MA", "Cambridge", "02138", "6174951000", "Massachusetts Hall", "Harvard University"],
    ["Illinois", "Chicago", "60605", "3129229410", "1400 S. Lake Shore Drive", "Field Museum"],
    ["California", "Los Angeles", "90049", "3104407300", "1200 Getty Center Drive", "The Getty Center"],
    ["TX", "Houston", "77005", "7136397300", "1001 Bissonnet Street", "Museum of Fine Arts, Houston"]
  ),
  ...inCountry(
    "CA",
    "1",
    ["ON", "Toronto", "M5S 2C6", "4165868000", "100 Queens Park", "Royal Ontario Museum"],
    ["Ontario", "Ottawa", "K1N 9N4", "6139901985", "380 Sussex Drive", "National Gallery of Canada"],
    ["QC", "Gatineau", "K1A 0M8", "8197767000", "100 Laurier Street", "Canadian Museum of History"],
    ["British Columbia", "Vancouver", "V6T 1Z2", "6048225087", "6393 NW Marine Drive", "Museum of Anthropology"]
  ),
  ...inCountry("MX", "52", [
    "CDMX",
    "Ciudad de Mexico",
    "11560",
    "5540405300",
    "Av. Paseo de la Reforma y Calzada Gandhi s/n",
    "Museo Nacional de Antropologia"
  ]),
  ...inCountry("AR", "54", [
    "Ciudad Autonoma de Buenos Aires",
    "Buenos Aires",
    "C1425CLA",
    "1148086500",
    "Av. Figueroa Alcorta 3415",
    "MALBA"
  ]),
  ...inCountry("BR", "55", ["SP", "Sao Paulo", "01120-010", "1133241000", "Praca da Luz, 2", "Pinacoteca"]),
  ...inCountry(
    "GB",
    "44",
    ["Greater London", "London", "WC2N 5DN", "02077472885", "Trafalgar Square", "The National Gallery"],
    ["England", "London", "NW1 2DB", "01937546060", "96 Euston Road", "The British Library"],
    ["Scotland", "Edinburgh", "EH1 1JF", "3001236789", "Chambers Street", "National Museum of Scotland"],
    ["Wales", "Cardiff", "CF10 3NP", "3001112333", "Cathays Park", "National Museum Cardiff"],
    ["Northern Ireland", "Belfast", "BT9 5AB", "2890440000", "Botanic Gardens", "Ulster Museum"]
  ),
  ...inCountry(
    "IE",
    "353",
    ["Dublin", "Dublin 2", "D02 K303", "16615133", "Merrion Square West", "National Gallery of Ireland"],
    ["Cork", "Cork", "T12 K8AF", "0214903000", "College Road", "University College Cork"]
  ),
  ...inCountry(
    "DE",
    "49",
    ["Hessen", "Frankfurt am Main", "60596", "69605098200", "Schaumainkai 63", "Staedel Museum"],
    ["Baden-Wuerttemberg", "Heidelberg", "69117", "06221540", "Grabengasse 1", "Universitaet Heidelberg"],
    ["Sachsen", "Leipzig", "04103", "34122710", "Deutscher Platz 1", "Deutsche Nationalbibliothek"],
    ["Hamburg", "Hamburg", "20095", "40428131200", "Glockengiesserwall 5", "Hamburger Kunsthalle"]
  ),
  ...inCountry(
    "AT",
    "43",
    ["Wien", "Wien", "1010", "1525240", "Maria-Theresien-Platz", "Kunsthistorisches Museum"],
    ["Steiermark", "Graz", "8010", "03163800", "Universitaetsplatz 3", "Universitaet Graz"]
  ),
  ...inCountry(
    "CH",
    "41",
    ["ZH", "Zuerich", "8092", "446321111", "Raemistrasse 101", "ETH Zuerich"],
    ["Basel-Stadt", "Basel", "4051", "0612066262", "St. Alban-Graben 16", "Kunstmuseum Basel"]
  ),
  ...inCountry(
    "FR",
    "33",
    ["Ile-de-France", "Paris", "75004", "0144781233", "Place Georges-Pompidou", "Centre Pompidou"],
    ["Paris", "Paris", "75013", "153795959", "Quai Francois Mauriac", "Bibliotheque nationale de France"],
    ["Bouches-du-Rhone", "Marseille", "13002", "484351313", "7, promenade Robert Laffont", "Mucem (J4)"]
  ),
  ...inCountry(
    "BE",
    "32",
    ["Vlaams-Brabant", "Leuven", "3000", "16324010", "Oude Markt 13", "KU Leuven"],
    ["Brussels", "Brussels", "1000", "025083211", "Rue de la Regence / Regentschapsstraat 3"]
  ),
  ...inCountry(
    "NL",
    "31",
    ["Zuid-Holland", "Den Haag", "2511 CS", "703023456", "Plein 29", "Mauritshuis"],
    ["South Holland", "Leiden", "2311EZ", "0715272727", "Rapenburg 70", "Universiteit Leiden"]
  ),
  ...inCountry("LU", "352", ["Luxembourg", "Luxembourg", "1499", "4537851", "3, Park Drai Eechelen", "Mudam"]),
  ...inCountry(
    "ES",
    "34",
    ["Vizcaya", "Bilbao", "48009", "944359080", "Avenida Abandoibarra, 2", "Museo Guggenheim Bilbao"],
    ["Castilla y Leon", "Salamanca", "37008", "923294400", "Patio de Escuelas, 1", "Universidad de Salamanca"],
    ["M", "Madrid", "28012", "917741000", "Calle de Santa Isabel, 52", "Museo Reina Sofia"]
  ),
  ...inCountry(
    "PT",
    "351",
    ["Coimbra", "Coimbra", "3004-531", "239859900", "Paco das Escolas", "Universidade de Coimbra"],
    ["Porto", "Porto", "4150-417", "226156500", "Rua D. Joao de Castro, 210", "Museu de Serralves"]
  ),
  ...inCountry(
    "IT",
    "39",
    ["Bologna", "Bologna", "40126", "0512099111", "Via Zamboni, 33", "Alma Mater Studiorum"],
    ["VE", "Venezia", "30123", "0412405411", "Dorsoduro 701", "Peggy Guggenheim Collection"],
    ["Lombardia", "Milano", "20121", "0272105141", "Via Brera, 28", "Pinacoteca di Brera"]
  ),
  ...inCountry(
    "SE",
    "46",
    ["Stockholm", "Stockholm", "111 48", "0851954300", "Sodra Blasieholmshamnen 2", "Nationalmuseum"],
    ["Uppsala", "Uppsala", "752 37", "184710000", "Dag Hammarskjolds vag 7", "Uppsala universitet"]
  ),
  ...inCountry(
    "NO",
    "47",
    ["Vestland", "Bergen", "5007", "55580000", "Museplassen 1", "Universitetet i Bergen"],
    ["Oslo", "Oslo", "0286", "23282950", "Bygdoynesveien 39", "Fram Museum"]
  ),
  ...inCountry(
    "DK",
    "45",
    ["Hovedstaden", "Humlebaek", "3050", "49190719", "Gl. Strandvej 13", "Louisiana Museum of Modern Art"],
    ["Midtjylland", "Aarhus C", "8000", "87306600", "Aros Alle 2", "ARoS"]
  ),
  ...inCountry("FI", "358", ["Uusimaa", "Helsinki", "00100", "0294500401", "Kaivokatu 2", "Ateneum"]),
  ...inCountry("IS", "354", ["Reykjavik", "Reykjavik", "102", "5302200", "Sudurgata 41", "National Museum of Iceland"]),
  ...inCountry("PL", "48", ["Mazowieckie", "Warszawa", "00-157", "224710301", "ul. Anielewicza 6", "POLIN Museum"]),
  ...inCountry("CZ", "420", ["Praha", "Praha 1", "110 00", "224497111", "Vaclavske namesti 68", "Narodni muzeum"]),
  ...inCountry("HU", "36", ["Budapest", "Budapest", "1088", "0613382122", "Muzeum korut 14-16"]),
  ...inCountry("GR", "30", [
    "Attica",
    "Athens",
    "117 42",
    "2109000900",
    "Dionysiou Areopagitou 15",
    "Acropolis Museum"
  ]),
  ...inCountry("TR", "90", [
    "Istanbul",
    "Beyoglu",
    "34430",
    "02123349900",
    "Mesrutiyet Caddesi No:65, Tepebasi",
    "Pera Museum"
  ]),
  ...inCountry("EG", "20", [
    "Alexandria",
    "Alexandria",
    "21526",
    "034839999",
    "Al Azaritah",
    "Bibliotheca Alexandrina"
  ]),
  ...inCountry("ZA", "27", [
    "Western Cape",
    "Cape Town",
    "7700",
    "0216509111",
    "Rondebosch",
    "University of Cape Town"
  ]),
  ...inCountry(
    "JP",
    "81",
    ["Tokyo", "Taito-ku", "110-8712", "0338221111", "13-9 Ueno Park", "Tokyo National Museum"],
    ["Kyoto", "Kyoto", "606-8501", "757537531", "Yoshida-honmachi, Sakyo-ku", "Kyoto University"]
  ),
  ...inCountry(
    "KR",
    "82",
    ["Seoul", "Yongsan-gu", "04383", "0220779000", "137 Seobinggo-ro", "National Museum of Korea"],
    ["Daejeon", "Yuseong-gu", "34141", "423502114", "291 Daehak-ro", "KAIST"]
  ),
  ...inCountry("TW", "886", [
    "Taipei City",
    "Taipei",
    "111001",
    "0228812021",
    "No. 221, Sec. 2, Zhishan Rd., Shilin Dist.",
    "National Palace Museum"
  ]),
  ...inCountry(
    "CN",
    "86",
    ["Beijing", "Beijing", "100084", "01062793001", "30 Shuangqing Road, Haidian District", "Tsinghua University"],
    ["Shanghai", "Shanghai", "200003", "2163723500", "201 Renmin Avenue", "Shanghai Museum"]
  ),
  ...inCountry("HK", "852", ["Hong Kong", "Kowloon", "000000", "27249042", "100 Chatham Road South, Tsim Sha Tsui"]),
  ...inCountry(
    "SG",
    "65",
    ["Singapore", "Singapore", "178957", "62717000", "1 St Andrew's Road, #01-01", "National Gallery Singapore"],
    ["Singapore", "Singapore", "119077", "65166666", "21 Lower Kent Ridge Road", "National University of Singapore"]
  ),
  ...inCountry("TH", "66", [
    "Bangkok",
    "Pathumwan",
    "10330",
    "022146630",
    "939 Rama I Road",
    "Bangkok Art & Culture Centre"
  ]),
  ...inCountry("MY", "60", [
    "Kuala Lumpur",
    "Kuala Lumpur",
    "50480",
    "0320927070",
    "Jalan Lembah, Perdana",
    "Islamic Arts Museum"
  ]),
  ...inCountry(
    "IN",
    "91",
    ["Maharashtra", "Mumbai", "400076", "02225722545", "IIT Bombay, Powai"],
    ["WB", "Kolkata", "700071", "3322231890", "1 Queens Way", "Victoria Memorial Hall"]
  ),
  ...inCountry(
    "AU",
    "61",
    ["NSW", "Sydney", "2000", "0292251700", "Art Gallery Road, The Domain", "Art Gallery of New South Wales"],
    ["ACT", "Canberra", "2600", "262621111", "Parkes Place", "National Library of Australia"],
    ["Victoria", "Parkville", "3010", "390355511", "Grattan Street", "University of Melbourne"]
  ),
  ...inCountry(
    "NZ",
    "64",
    ["Auckland", "Parnell", "1010", "093090443", "The Auckland Domain", "Auckland Museum"],
    ["Otago", "Dunedin", "9016", "34797000", "362 Leith Street", "University of Otago"]
  ),
  ...inCountry("AE", "971", [
    "Abu Dhabi",
    "Abu Dhabi",
    "00000",
    "600565566",
    "Saadiyat Cultural District",
    "Louvre Abu Dhabi"
  ])
]
