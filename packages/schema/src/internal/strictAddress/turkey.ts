/** Turkey's provinces in the order of their numbers, which are the first two digits of their postal codes (PTT). */
import type { State } from "./state.js"

const provinces =
  "Adana Adiyaman Afyonkarahisar Agri Amasya Ankara Antalya Artvin Aydin Balikesir Bilecik Bingol Bitlis Bolu " +
  "Burdur Bursa Canakkale Cankiri Corum Denizli Diyarbakir Edirne Elazig Erzincan Erzurum Eskisehir Gaziantep " +
  "Giresun Gumushane Hakkari Hatay Isparta Mersin Istanbul Izmir Kars Kastamonu Kayseri Kirklareli Kirsehir " +
  "Kocaeli Konya Kutahya Malatya Manisa Kahramanmaras Mardin Mugla Mus Nevsehir Nigde Ordu Rize Sakarya Samsun " +
  "Siirt Sinop Sivas Tekirdag Tokat Trabzon Tunceli Sanliurfa Usak Van Yozgat Zonguldak Aksaray Bayburt Karaman " +
  "Kirikkale Batman Sirnak Bartin Ardahan Igdir Yalova Karabuk Kilis Osmaniye Duzce"

export const turkey: ReadonlyArray<State> = provinces.split(" ").map((name, index): State => {
  const number = String(index + 1).padStart(2, "0")
  return [`${name}|${number}`, number]
})
