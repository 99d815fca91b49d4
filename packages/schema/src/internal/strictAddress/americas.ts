/** The provinces and states of the American countries that have a rule for them, but for the United States. */
import type { State } from "./state.js"

/** The first letter of a CPA (Correo Argentino); codes of digits alone tell nothing, since they cross provinces. */
export const argentina: ReadonlyArray<State> = [
  ["Salta|A", "A"],
  ["Buenos Aires|Provincia de Buenos Aires|B", "B"],
  ["Ciudad Autonoma de Buenos Aires|Ciudad de Buenos Aires|Capital Federal|CABA|Buenos Aires|C", "C"],
  ["San Luis|D", "D"],
  ["Entre Rios|E", "E"],
  ["La Rioja|F", "F"],
  ["Santiago del Estero|G", "G"],
  ["Chaco|H", "H"],
  ["San Juan|J", "J"],
  ["Catamarca|K", "K"],
  ["La Pampa|L", "L"],
  ["Mendoza|M", "M"],
  ["Misiones|N", "N"],
  ["Formosa|P", "P"],
  ["Neuquen|Q", "Q"],
  ["Rio Negro|R", "R"],
  ["Santa Fe|S", "S"],
  ["Tucuman|T", "T"],
  ["Chubut|U", "U"],
  ["Tierra del Fuego|V", "V"],
  ["Corrientes|W", "W"],
  ["Cordoba|X", "X"],
  ["Jujuy|Y", "Y"],
  ["Santa Cruz|Z", "Z"]
]

/** The ranges of the CEP by federative unit (Correios, Faixas de CEP). */
export const brazil: ReadonlyArray<State> = [
  ["AC|Acre", "699"],
  ["AL|Alagoas", "57"],
  ["AM|Amazonas", "690-692 694-698"],
  ["AP|Amapa", "689"],
  ["BA|Bahia", "40-48"],
  ["CE|Ceara", "60-63"],
  ["DF|Distrito Federal|Federal District", "700-727 730-736"],
  ["ES|Espirito Santo", "29"],
  ["GO|Goias", "728-729 737-767"],
  ["MA|Maranhao", "65"],
  ["MG|Minas Gerais", "30-39"],
  ["MS|Mato Grosso do Sul", "79"],
  ["MT|Mato Grosso", "780-788"],
  ["PA|Para", "660-688"],
  ["PB|Paraiba", "58"],
  ["PE|Pernambuco", "50-56"],
  ["PI|Piaui", "64"],
  ["PR|Parana", "80-87"],
  ["RJ|Rio de Janeiro", "20-28"],
  ["RN|Rio Grande do Norte", "59"],
  ["RO|Rondonia", "768-769"],
  ["RR|Roraima", "693"],
  ["RS|Rio Grande do Sul", "90-99"],
  ["SC|Santa Catarina", "88-89"],
  ["SE|Sergipe", "49"],
  ["SP|Sao Paulo", "01-19"],
  ["TO|Tocantins", "77"]
]

/**
 * The first letters (Canada Post). Ottawa's K1A is the government's on both banks of the river; Flin Flon, Lloydminster
 * and Akwesasne lie on borders.
 */
export const canada: ReadonlyArray<State> = [
  ["AB|Alberta", "T S9V"],
  ["BC|British Columbia", "V"],
  ["MB|Manitoba", "R S0P"],
  ["NB|New Brunswick", "E"],
  ["NL|Newfoundland and Labrador|Newfoundland|Labrador", "A"],
  ["NS|Nova Scotia", "B"],
  ["NT|Northwest Territories", "X0E-X0G X1A"],
  ["NU|Nunavut", "X0A-X0C"],
  ["ON|Ontario", "K-N P H0M"],
  ["PE|PEI|Prince Edward Island", "C"],
  ["QC|Quebec", "G-H J K1A K6H"],
  ["SK|Saskatchewan", "S R8A T9V"],
  ["YT|Yukon|Yukon Territory", "Y"]
]

/** The first two digits (Correos de Mexico, Catalogo Nacional de Codigos Postales). "Mexico" may be the state or the city. */
export const mexico: ReadonlyArray<State> = [
  ["AGU|Aguascalientes", "20"],
  ["BCN|Baja California", "21-22"],
  ["BCS|Baja California Sur", "23"],
  ["CAM|Campeche", "24"],
  ["CHH|Chihuahua", "31-33"],
  ["CHP|Chiapas", "29-30"],
  ["CMX|CDMX|Ciudad de Mexico|Mexico City|Distrito Federal|DF|Mexico", "00-16"],
  ["COA|Coahuila|Coahuila de Zaragoza", "25-27"],
  ["COL|Colima", "28"],
  ["DUR|Durango", "34-35"],
  ["GRO|Guerrero", "39-41"],
  ["GUA|Guanajuato", "36-38"],
  ["HID|Hidalgo", "42-43"],
  ["JAL|Jalisco", "44-49"],
  ["MEX|Estado de Mexico|State of Mexico|Mexico", "50-57"],
  ["MIC|Michoacan|Michoacan de Ocampo", "58-61"],
  ["MOR|Morelos", "62"],
  ["NAY|Nayarit", "63"],
  ["NLE|Nuevo Leon", "64-67"],
  ["OAX|Oaxaca", "68-71"],
  ["PUE|Puebla", "72-75"],
  ["QUE|Queretaro", "76"],
  ["ROO|Quintana Roo", "77"],
  ["SIN|Sinaloa", "80-82"],
  ["SLP|San Luis Potosi", "78-79"],
  ["SON|Sonora", "83-85"],
  ["TAB|Tabasco", "86"],
  ["TAM|Tamaulipas", "87-89"],
  ["TLA|Tlaxcala", "90"],
  ["VER|Veracruz|Veracruz de Ignacio de la Llave", "91-96"],
  ["YUC|Yucatan", "97"],
  ["ZAC|Zacatecas", "98-99"]
]
