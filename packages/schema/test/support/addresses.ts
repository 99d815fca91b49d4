/**
 * Addresses of institutions, as people write them in English letters: museums, parliaments, universities, stadiums,
 * head offices. Under the wire's names, with the typographic signs that word processors and national customs put in.
 */

/** The place and the phone of an `address_info`. */
export interface Place {
  readonly phone_code: string
  readonly phone: string
  readonly postal_code: string
  readonly country: string
  readonly state: string
  readonly city: string
  readonly address_line1: string
  readonly address_line2?: string
}

const place = (
  [country, phone_code, phone]: readonly [country: string, phoneCode: string, phone: string],
  [postal_code, state, city]: readonly [postalCode: string, state: string, city: string],
  address_line1: string,
  address_line2?: string
): Place => ({
  phone_code,
  phone,
  postal_code,
  country,
  state,
  city,
  address_line1,
  ...(address_line2 === undefined ? {} : { address_line2 })
})

export const places: ReadonlyArray<Place> = [
  place(["US", "1", "7182934300"], ["10451", "NY", "Bronx"], "1 E 161st Street", "Gate 4 / Suite #12"),
  place(["US", "1", "6172531000"], ["02139-4307", "Massachusetts", "Cambridge"], "77 Massachusetts Ave."),
  place(["US", "1", "2026331000"], ["20560", "District of Columbia", "Washington"], "1000 Jefferson Drive SW"),
  place(["US", "1", "4155574400"], ["94102", "CA", "San Francisco"], "100 Larkin Street", "Attn: Friends & Donors"),
  place(["CA", "1", "4168686937"], ["M5V 3L9", "ON", "Toronto"], "290 Bremner Boulevard"),
  place(["CA", "1", "6139924793"], ["K1A 0A9", "Ontario", "Ottawa"], "111 Wellington Street"),
  place(["BS", "1242", "3633000"], ["N-4777", "New Providence", "Nassau"], "One Casino Drive", "Paradise Island"),
  place(["CW", "5999", "4341000"], ["0000", "Curacao", "Willemstad"], "Breedestraat 1 (Punda)"),
  place(["GB", "44", "2034614444"], ["EC2R 8AH", "Greater London", "London"], "Threadneedle Street"),
  place(["GB", "44", "1865270000"], ["OX1 2JD", "Oxfordshire", "Oxford"], "Wellington Square"),
  place(["GB", "44", "1315568400"], ["EH1 3DG", "Scotland", "Edinburgh"], "St Andrew’s House", "Regent Road"),
  place(["IE", "353", "18961000"], ["D02 PN40", "Dublin", "Dublin 2"], "College Green"),
  place(["DE", "49", "302270"], ["11011", "Berlin", "Berlin"], "Platz der Republik 1"),
  place(["DE", "49", "6991000"], ["60325", "Hessen", "Frankfurt am Main"], "Taunusanlage 12"),
  place(["DE", "49", "8921791"], ["80538", "Bayern", "Muenchen"], "Museumsinsel 1", "c/o “Freundeskreis”"),
  place(["AT", "43", "126000"], ["1400", "Wien", "Wien"], "Wagramer Strasse 5"),
  place(["CH", "41", "227676111"], ["1217", "GE", "Meyrin"], "Esplanade des Particules 1"),
  place(["CH", "41", "229171234"], ["1211", "Geneva", "Geneva 10"], "Avenue de la Paix 8-14"),
  place(["FR", "33", "140494814"], ["75007", "Ile-de-France", "Paris"], "Esplanade Valery Giscard d’Estaing"),
  place(["FR", "33", "142928100"], ["75008", "Ile-de-France", "Paris"], "55, rue du Faubourg Saint-Honore"),
  place(["BE", "32", "22991111"], ["1049", "Brussels", "Brussels"], "Rue de la Loi 200 – Wetstraat 200"),
  place(["NL", "31", "205705200"], ["1071 DJ", "Noord-Holland", "Amsterdam"], "Museumplein 6", "‘Van Gogh Museum’"),
  place(["NL", "31", "703022323"], ["2517 KJ", "Zuid-Holland", "’s-Gravenhage"], "Carnegieplein 2"),
  place(["ES", "34", "932080414"], ["08013", "Barcelona", "Barcelona"], "Carrer de Mallorca 401", "L´Eixample"),
  place(["ES", "34", "913385000"], ["28014", "Madrid", "Madrid"], "C/ Alcala, 48, 1º izq."),
  place(["PT", "351", "213620034"], ["1400-206", "Lisboa", "Lisboa"], "Praca do Imperio", "2ª porta"),
  place(["IT", "39", "055294883"], ["50122", "FI", "Firenze"], "Piazzale degli Uffizi, 6"),
  place(["IT", "39", "0647921"], ["00184", "RM", "Roma"], "Via Nazionale 91", "Scala A · 2° piano"),
  place(["SE", "46", "84026000"], ["107 70", "Stockholms lan", "Stockholm"], "Slottsbacken 1"),
  place(["NO", "47", "22048700"], ["0010", "Oslo", "Oslo"], "Henrik Ibsens gate 1"),
  place(["FI", "358", "94321"], ["00100", "Uusimaa", "Helsinki"], "Mannerheimintie 30"),
  place(["DK", "45", "33151001"], ["1630", "Hovedstaden", "Kobenhavn V"], "Vesterbrogade 3"),
  place(["PL", "48", "226211031"], ["00-495", "Mazowieckie", "Warszawa"], "Aleje Jerozolimskie 3"),
  place(["XK", "383", "38244183"], ["10000", "Prishtina", "Prishtina"], "Rr. “George Bush” nr. 31"),
  place(["TR", "90", "2125221750"], ["34122", "Istanbul", "Fatih"], "Ayasofya Meydani No:1"),
  place(["CN", "86", "1085007428"], ["100009", "Beijing", "Dongcheng"], "№ 4 Jingshan Front Street"),
  place(["CN", "86", "75528780808"], ["518129", "Guangdong", "Shenzhen"], "Huawei Base — Bantian, Longgang District"),
  place(["HK", "852", "25221122"], ["000000", "Hong Kong", "Central"], "8 Connaught Place"),
  place(["JP", "81", "334335111"], ["105-0011", "Tokyo", "Minato-ku"], "4-2-8 Shibakoen"),
  place(["KR", "82", "27312120"], ["04524", "Seoul", "Jung-gu"], "110 Sejong-daero"),
  place(["SG", "65", "66888868"], ["018956", "Singapore", "Singapore"], "10 Bayfront Avenue", "#01-01"),
  place(["IN", "91", "1123714456"], ["110001", "Delhi", "New Delhi"], "6 Sansad Marg"),
  place(["AE", "971", "48888888"], ["00000", "Dubai", "Dubai"], "1 Sheikh Mohammed bin Rashid Blvd"),
  place(["AU", "61", "396578888"], ["3002", "VIC", "Richmond"], "Brunton Avenue"),
  place(["NZ", "64", "93636000"], ["1010", "Auckland", "Auckland"], "Victoria Street West & Federal Street"),
  place(["BR", "55", "6134111000"], ["70150-900", "DF", "Brasilia"], "Praca dos Tres Poderes, s/n"),
  place(["MX", "52", "5540405300"], ["11560", "CDMX", "Ciudad de Mexico"], "Paseo de la Reforma y Gandhi s/n"),
  place(["ZA", "27", "113597400"], ["2017", "Gauteng", "Johannesburg"], "1 Hospital Street", "Constitution Hill")
]
