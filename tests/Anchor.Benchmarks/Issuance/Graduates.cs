using System.Text;

namespace Anchor.Benchmarks.Issuance;

/// <summary>A CSV of obviously invented graduates, other ones each time.</summary>
internal static class Graduates
{
    private static readonly string[] Given = ["Ana", "José", "María", "Begoña", "Íñigo", "Zoë", "Αθηνά", "Ольга", "李", "민준", "أحمد"];
    private static readonly string[] Family = ["Ejemplo", "Muestra", "Ñandú-Ejemplo", "\"Núñez Ficticia, hija\"", "d'Ejemplo", "Примеров", "مثال"];
    private static int _files;

    public static byte[] Csv(int rows)
    {
        var file = Interlocked.Increment(ref _files);
        var text = new StringBuilder("nombre,apellidos,correo,fecha,calificación\n", rows * 100);
        for (var i = 0; i < rows; i++)
            text.Append($"{Given[i % Given.Length]},{Family[i % Family.Length]},graduado.{file}.{i}@alumnado.universidad.example,2026-{1 + i % 6:00}-{1 + i % 28:00},{60 + i % 41}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
