// Writes the sample of 1,000 obviously invented graduates: node scripts/sample/make-graduates.mjs [ROWS] [FILE]
// The same rows every time. Three rows are wrong on purpose (a date, an e-mail address, a result) unless ROWS is given.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const given = ["Ana", "José", "María", "Begoña", "Íñigo", "Conceição", "João", "François", "Łukasz", "Zoë", "Siân", "Nuño", "Xóchitl", "Ñusta", "Ağca", "Đorđe",
  "D'Arcy", "Seán", "Renée", "Çağla", "Αθηνά", "Γιώργος", "Ольга", "Юрий", "李", "王小", "さくら", "太郎", "민준", "지우", "أحمد", "ليلى", "דוד", "देवी", "ชัย", "Nguyễn"];
const family = ["Ejemplo", "Muestra", "Ficticio", "d'Ejemplo", "O'Muestra", "Ñandú-Ejemplo", "Gonçalves Exemplo", "Peña Inventada", "Núñez Ficticia", "Exemplo da Conceição",
  "Παράδειγμα", "Примеров", "样本", "例示", "예시", "مثال", "דוגמה", "उदाहरण", "ตัวอย่าง", "Mẫu"];

export function rows(count) {
  return Array.from({ length: count }, (_, i) => ({
    nombre: given[i % given.length],
    apellidos: family[Math.floor(i / given.length + i) % family.length] + (i % 7 === 0 ? ", hijo" : ""),
    correo: `graduado.${String(i + 1).padStart(String(count).length, "0")}@alumnado.universidad-ejemplo.example`,
    fecha: `2026-0${1 + (i % 6)}-${String(1 + (i % 28)).padStart(2, "0")}`,
    calificación: String(60 + ((i * 7) % 41)),
  }));
}

export function toCsv(list) {
  const quote = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const columns = ["nombre", "apellidos", "correo", "fecha", "calificación"];
  return [columns.join(","), ...list.map((row) => columns.map((column) => quote(row[column])).join(","))].join("\n") + "\n";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const list = rows(Number(process.argv[2] ?? 1000));
  if (!process.argv[2]) {
    list[249].fecha = "2026-02-31";
    list[499].correo = "graduado.0500(at)universidad-ejemplo.example";
    list[749].calificación = "175";
  }
  const file = process.argv[3] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "graduates.csv");
  fs.writeFileSync(file, toCsv(list));
}
