using System.Text;
using Anchor.Credentials.Csv;

namespace Anchor.Credentials.Tests.Csv;

public sealed class CsvEncodingTests
{
    private const string Text = "nombre;correo;fecha\nÑandú Gonçalves “€”;a@universidad.example;2026-05-01\n";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Fact]
    public async Task UTF_8_is_found_with_and_without_a_byte_order_mark()
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(Text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)] })
        {
            var row = Assert.Single(await CsvFiles.Read(bytes));
            Assert.Equal(("Ñandú Gonçalves “€”", CsvEncoding.Utf8), (row.Draft!.Name, row.Layout!.Encoding));
        }
    }

    [Fact]
    public async Task Windows_1252_is_found()
    {
        var row = Assert.Single(await CsvFiles.Read(Windows1252.GetBytes(Text)));
        Assert.Equal(("Ñandú Gonçalves “€”", CsvEncoding.Windows1252), (row.Draft!.Name, row.Layout!.Encoding));
    }

    [Fact]
    public async Task An_accent_before_a_curly_quote_does_not_make_Windows_1252_look_like_UTF_8()
    {
        // The bytes C9 94 are É and a curly quote, and by chance a well-formed UTF-8 sequence.
        var row = Assert.Single(await CsvFiles.Read(Windows1252.GetBytes("nombre;correo;fecha\n“JOSɔ Núñez;a@universidad.example;2026-05-01\n".Replace("ɔ", "É”", StringComparison.Ordinal))));
        Assert.Equal("“JOSÉ” Núñez", row.Draft!.Name);
    }

    [Fact]
    public void Every_byte_of_Windows_1252_means_what_the_framework_says()
    {
        for (var value = 0x20; value < 0x100; value++)
        {
            var expected = value is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D ? '\0' : Windows1252.GetString([(byte)value])[0];
            Assert.Equal(expected, EncodingGuess.FromWindows1252((byte)value));
        }
    }

    [Fact]
    public async Task A_file_that_is_ASCII_for_long_and_Windows_1252_at_the_end_is_read_right()
    {
        var rows = await CsvFiles.Read(Windows1252.GetBytes(Long("María Núñez")));
        Assert.Equal(("María Núñez", CsvEncoding.Windows1252), (rows[^1].Draft!.Name, rows[^1].Layout!.Encoding));
        Assert.All(rows, r => Assert.NotNull(r.Draft));
    }

    [Fact]
    public async Task A_file_that_is_ASCII_for_long_and_UTF_8_at_the_end_is_read_right() =>
        Assert.Equal("María Núñez", (await CsvFiles.Read(Encoding.UTF8.GetBytes(Long("María Núñez"))))[^1].Draft!.Name);

    [Fact]
    public async Task A_byte_that_is_not_UTF_8_far_behind_ends_the_reading_with_its_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("nombre;correo;fecha\nÑ;n@universidad.example;2026-05-01\n" + Rows(5000)), .. Windows1252.GetBytes("Núñez;z@universidad.example;2026-05-01\n")];
        var rows = await CsvFiles.Read(bytes);
        var error = Assert.Single(rows[^1].Errors);
        Assert.Equal((5003, "csv.encoding", true), (error.Line, error.Code, error.EndsReading));
        Assert.Equal(5001, rows.Count(r => r.Draft is not null));
    }

    [Fact]
    public async Task A_mixed_file_is_refused_rather_than_guessed()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Text), .. Windows1252.GetBytes("Peña;z@universidad.example;2026-05-01\n")];
        Assert.Equal("csv.encoding", (await CsvFiles.Read(bytes))[^1].Errors[0].Code);
    }

    [Fact]
    public async Task UTF_16_and_workbooks_have_an_answer()
    {
        byte[][] files =
        [
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)], [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)],
            Encoding.Unicode.GetBytes(Text), [.. "PK\u0003\u0004"u8, 1, 2, 3, 0xFF],
        ];
        foreach (var file in files)
            Assert.Equal("csv.encoding", Assert.Single(Assert.Single(await CsvFiles.Read(file)).Errors).Code);
    }

    [Fact]
    public async Task A_byte_without_meaning_in_Windows_1252_is_an_error() =>
        Assert.Equal("csv.encoding", (await CsvFiles.Read([.. Windows1252.GetBytes(Text), 0x81]))[^1].Errors[0].Code);

    [Theory]
    [InlineData("")]
    [InlineData("nombre,correo,fecha\n")]
    [InlineData("nombre,correo,fecha\n\"")]
    public async Task A_line_of_200_MB_is_refused_without_being_read(string head)
    {
        var stream = new EndlessStream(Encoding.ASCII.GetBytes(head), 200L << 20);
        var error = (await CsvFiles.Read(stream))[^1].Errors[^1];
        Assert.Equal(("csv.line_too_long", true), (error.Code, error.EndsReading));
        Assert.InRange(stream.Pulled, 1, 512 * 1024);
    }

    private static string Long(string last) => "nombre;correo;fecha\n" + Rows(6000) + $"{last};z@universidad.example;2026-05-01\n";

    private static string Rows(int count) => string.Concat(Enumerable.Range(0, count)
        .Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Ana {i};a{i}@universidad.example;2026-05-01\n")));
}
