/** The provinces and states of China, India, Korea and Malaysia. */
import type { State } from "./state.js"

/**
 * The first two digits (China Post). Besides a province's own: parts of Inner Mongolia are served from the provinces
 * around it, and Yanjiao in Hebei from Beijing; Shaanxi is often written Shanxi, as pinyin without tones has it.
 */
export const china: ReadonlyArray<State> = [
  ["Anhui|AH", "23-24"],
  ["Beijing|Peking|BJ", "10"],
  ["Chongqing|CQ", "40"],
  ["Fujian|FJ", "35-36"],
  ["Gansu|GS", "73-74"],
  ["Guangdong|GD", "51-52"],
  ["Guangxi|GX", "53-54"],
  ["Guizhou|GZ", "55-56"],
  ["Hainan|HI", "57"],
  ["Hebei|HE", "05-07 10"],
  ["Heilongjiang|HL", "15-16"],
  ["Henan|HA", "45-47"],
  ["Hubei|HB", "43-44"],
  ["Hunan|HN", "41-42"],
  ["Inner Mongolia|Nei Mongol|Neimenggu|NM", "01-02 13 15-16 73 75"],
  ["Jiangsu|JS", "21-22"],
  ["Jiangxi|JX", "33-34"],
  ["Jilin|JL", "13"],
  ["Liaoning|LN", "11-12"],
  ["Ningxia|NX", "75"],
  ["Qinghai|QH", "81"],
  ["Shaanxi|SN", "71-72"],
  ["Shandong|SD", "25-27"],
  ["Shanghai|SH", "20"],
  ["Shanxi|SX", "03-04 71-72"],
  ["Sichuan|SC", "61-64"],
  ["Tianjin|TJ", "30"],
  ["Tibet|Xizang|XZ", "85-86"],
  ["Xinjiang|XJ", "83-84"],
  ["Yunnan|YN", "65-67"],
  ["Zhejiang|ZJ", "31-32"]
]

/**
 * The first digits (India Post, All India Pincode Directory). A circle that became several states serves each of them
 * with the others' first two digits, and enclaves have those of the state around them.
 */
export const india: ReadonlyArray<State> = [
  ["AN|Andaman and Nicobar Islands|Andaman and Nicobar|Andaman & Nicobar Islands", "744"],
  ["AP|Andhra Pradesh", "50-53"],
  ["AR|Arunachal Pradesh", "790-792"],
  ["AS|Assam", "78"],
  ["BR|Bihar", "80-82 84-85"],
  ["CG|CT|Chhattisgarh|Chattisgarh", "49"],
  ["CH|Chandigarh", "14 16"],
  ["DD|DH|DN|Dadra and Nagar Haveli and Daman and Diu|Dadra and Nagar Haveli|Daman and Diu", "36 39"],
  ["DL|Delhi|New Delhi|NCT of Delhi|National Capital Territory of Delhi", "11"],
  ["GA|Goa", "403"],
  ["GJ|Gujarat", "36-39"],
  ["HP|Himachal Pradesh", "17"],
  ["HR|Haryana", "12-13 16"],
  ["JH|Jharkhand", "81-83"],
  ["JK|Jammu and Kashmir|Jammu & Kashmir", "18-19"],
  ["KA|Karnataka", "56-59"],
  ["KL|Kerala", "67-69"],
  ["LA|Ladakh", "194"],
  ["LD|Lakshadweep", "682"],
  ["MH|Maharashtra", "40-44"],
  ["ML|Meghalaya", "783 793-794"],
  ["MN|Manipur", "795"],
  ["MP|Madhya Pradesh", "45-48"],
  ["MZ|Mizoram", "796"],
  ["NL|Nagaland", "797-798"],
  ["OD|OR|Odisha|Orissa", "75-77"],
  ["PB|Punjab", "14-16"],
  ["PY|Puducherry|Pondicherry", "533 60 673"],
  ["RJ|Rajasthan", "30-34"],
  ["SK|Sikkim", "737"],
  ["TG|TS|Telangana", "50"],
  ["TN|Tamil Nadu", "60-64"],
  ["TR|Tripura", "799"],
  ["UK|UT|Uttarakhand|Uttaranchal", "24 26"],
  ["UP|Uttar Pradesh", "20-28"],
  ["WB|West Bengal", "70-74"]
]

/** The first two digits since 2015 (Korea Post). Gunwi, 39, went from Gyeongbuk to Daegu in 2023. */
export const korea: ReadonlyArray<State> = [
  ["Seoul|11", "01-09"],
  ["Gyeonggi|Kyonggi|41", "10-20"],
  ["Incheon|28", "21-23"],
  ["Gangwon|42", "24-26"],
  ["Chungbuk|North Chungcheong|Chungcheongbuk|43", "27-29"],
  ["Sejong|50", "30"],
  ["Chungnam|South Chungcheong|Chungcheongnam|44", "31-33"],
  ["Daejeon|30", "34-35"],
  ["Gyeongbuk|North Gyeongsang|Gyeongsangbuk|47", "36-40"],
  ["Daegu|27", "39 41-43"],
  ["Ulsan|31", "44-45"],
  ["Busan|Pusan|26", "46-49"],
  ["Gyeongnam|South Gyeongsang|Gyeongsangnam|48", "50-53"],
  ["Jeonbuk|North Jeolla|Jeollabuk|45", "54-56"],
  ["Jeonnam|South Jeolla|Jeollanam|46", "57-60"],
  ["Gwangju|29", "61-62"],
  ["Jeju|49", "63"]
]

/**
 * The first two digits (Pos Malaysia). Kuala Lumpur, Putrajaya and Labuan lie inside of states, and letters of Selangor's
 * towns around the capital are often addressed to it.
 */
export const malaysia: ReadonlyArray<State> = [
  ["Johor|Johore|01", "79-86"],
  ["Kedah|02", "05-09 14 34"],
  ["Kelantan|03", "15-18"],
  ["Kuala Lumpur|WP Kuala Lumpur|Wilayah Persekutuan Kuala Lumpur|Federal Territory of Kuala Lumpur|14", "43 50-60 68"],
  ["Labuan|WP Labuan|Wilayah Persekutuan Labuan|15", "87"],
  ["Melaka|Malacca|04", "75-78"],
  ["Negeri Sembilan|05", "70-73"],
  ["Pahang|06", "25-28 39 49 69"],
  ["Penang|Pulau Pinang|07", "10-14"],
  ["Perak|08", "30-36"],
  ["Perlis|09", "01-02"],
  ["Putrajaya|WP Putrajaya|Wilayah Persekutuan Putrajaya|16", "62 43"],
  ["Sabah|12", "88-91"],
  ["Sarawak|13", "93-98"],
  ["Selangor|10", "40-60 62-68"],
  ["Terengganu|11", "20-24"]
]
