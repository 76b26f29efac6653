using System.Text;
using Anchor.Credentials.Csv;

namespace Anchor.Credentials.Tests.Csv;

public sealed class GraduateCsvTests
{
    private const string Header = "nombre,apellidos,correo,fecha\n";

    [Fact]
    public async Task A_row_becomes_a_draft()
    {
        var row = Assert.Single(await Read(Header + "Ana,Ejemplo Núñez,ana@universidad.example,2026-05-01\n"));
        Assert.Equal("Ana Ejemplo Núñez", row.Draft!.Name);
        Assert.Equal(("Ana", "Ejemplo Núñez"), (row.Draft.GivenName, row.Draft.FamilyName));
        Assert.Equal(("ana@universidad.example", "emailAddress"), (row.Draft.Identifier, row.Draft.IdentityType));
        Assert.Equal(new DateOnly(2026, 5, 1), row.Draft.AwardedDate);
        Assert.Null(row.Draft.OriginalName);
        Assert.Equal((2, ',', CsvEncoding.Utf8), (row.Line, row.Layout!.Separator, row.Layout.Encoding));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    [InlineData("\uFEFF")]
    [InlineData("nombre,apellidos,correo,fecha")]
    [InlineData("nombre,apellidos,correo,fecha\n\n,,,\n")]
    public async Task An_empty_file_says_so(string text) => Assert.Equal("csv.empty", Only(await Read(text)).Code);

    [Theory]
    [InlineData("nombre,apellidos,fecha\nAna,Ejemplo,2026-05-01\n", "email")]
    [InlineData("correo,fecha\na@universidad.example,2026-05-01\n", "name")]
    [InlineData("apellidos,correo,fecha\nx,a@universidad.example,2026-05-01\n", "name")]
    [InlineData("nombre,correo\nAna,a@universidad.example\n", "date")]
    public async Task A_missing_column_is_named(string text, string column)
    {
        var error = Only(await Read(text));
        Assert.Equal(("csv.missing_column", column, true), (error.Code, error.Column, error.EndsReading));
    }

    [Fact]
    public async Task Two_columns_of_one_meaning_are_refused() =>
        Assert.Equal("csv.duplicate_column", Only(await Read("nombre,correo,Correo electrónico,fecha\n")).Code);

    [Theory]
    [InlineData("Nombre Completo;Correo Electrónico;Fecha de graduación;Calificación\nAna Ejemplo;a@universidad.example;31/05/2026;95\n")]
    [InlineData("nome\te-mail\tdata de conclusão\tnota\nAna Ejemplo\ta@universidad.example\t31/05/2026\t95\n")]
    [InlineData("Full Name,Email Address,Award Date,GRADE\nAna Ejemplo,a@universidad.example,2026-05-31,95\n")]
    [InlineData("sep=;\nNOMBRE;CORREO;FECHA;NOTA\nAna Ejemplo;a@universidad.example;31.5.2026;95\n")]
    [InlineData("\"nombre, completo\";correo;fecha;nota\n\"Ana Ejemplo\";a@universidad.example;31-05-2026;95\n")]
    [InlineData("CALIFICACIO\u0301N,nombre,correo,fecha\r\n95,Ana Ejemplo,a@universidad.example,31/05/2026")]
    public async Task Headers_are_known_in_three_languages_and_every_separator(string text)
    {
        var draft = Assert.Single(await Read(text)).Draft!;
        Assert.Equal(("Ana Ejemplo", new DateOnly(2026, 5, 31), "95"), (draft.Name, draft.AwardedDate, draft.ResultValue));
    }

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("2026-02-31")]
    [InlineData("04/13/2026")]
    [InlineData("2026-5-1")]
    [InlineData("1/5/26")]
    [InlineData("ayer")]
    [InlineData("0026-05-01")]
    public async Task A_date_of_31_February_names_line_and_column(string date)
    {
        var rows = await Read(Header + $"Ana,Uno,a@universidad.example,2026-05-01\nEva,Dos,b@universidad.example,{date}\nIda,Tres,c@universidad.example,2026-05-01\n");
        var error = Assert.Single(rows[1].Errors);
        Assert.Equal((3, "fecha", "csv.date_invalid"), (error.Line, error.Column, error.Code));
        Assert.Equal(["Ana Uno", "Ida Tres"], rows.Where(r => r.Draft is not null).Select(r => r.Draft!.Name));
    }

    [Fact]
    public async Task The_day_comes_first_where_both_readings_exist() =>
        Assert.Equal(new DateOnly(2026, 4, 3), Assert.Single(await Read(Header + "Ana,Uno,a@universidad.example,03/04/2026")).Draft!.AwardedDate);

    [Theory]
    [InlineData("Ana,Uno,ana(at)universidad.example,2026-05-01", "correo", "csv.email_invalid")]
    [InlineData("Ana,Uno,ana@localhost,2026-05-01", "correo", "csv.email_invalid")]
    [InlineData("Ana,Uno,a b@universidad.example,2026-05-01", "correo", "csv.email_invalid")]
    [InlineData("Ana,Uno,,2026-05-01", "correo", "csv.identifier_missing")]
    [InlineData(",,a@universidad.example,2026-05-01", "nombre", "csv.name_missing")]
    [InlineData("A\u202Ena,Uno,a@universidad.example,2026-05-01", "nombre", "csv.name_invalid")]
    [InlineData("N\uFFFDria,Uno,a@universidad.example,2026-05-01", "nombre", "csv.name_invalid")]
    [InlineData("Ana,Uno,a@universidad.example,", "fecha", "csv.date_missing")]
    [InlineData("Ana,Uno,a@universidad.example", null, "csv.column_count")]
    [InlineData("Ana,Uno,a@universidad.example,2026-05-01,extra", null, "csv.column_count")]
    [InlineData("\"Ana\"x,Uno,a@universidad.example,2026-05-01", null, "csv.quote")]
    public async Task Each_wrong_row_has_its_own_code_and_shifts_nobody(string row, string? column, string code)
    {
        var rows = await Read(Header + row + "\nEva,Dos,b@universidad.example,2026-05-01\n");
        Assert.Equal((2, column, code), (rows[0].Errors[0].Line, rows[0].Errors[0].Column, rows[0].Errors[0].Code));
        Assert.Equal((3, "Eva Dos"), (rows[1].Line, rows[1].Draft!.Name));
    }

    [Fact]
    public async Task All_errors_of_a_row_are_told_at_once() =>
        Assert.Equal(["csv.email_invalid", "csv.name_missing", "csv.date_invalid"],
            (await Read(Header + ",,x,2026-02-31\n"))[0].Errors.Select(e => e.Code));

    [Fact]
    public async Task An_open_quote_is_the_fault_of_its_line_alone()
    {
        var rows = await Read(Header + "\"Ana,Uno,a@universidad.example,2026-05-01\nEva,Dos,b@universidad.example,2026-05-01\nIda,Tres,c@universidad.example,2026-05-01\n");
        Assert.Equal((2, "csv.quote"), (rows[0].Line, rows[0].Errors[0].Code));
        Assert.Equal([3, 4], rows.Skip(1).Select(r => r.Line));
        Assert.All(rows.Skip(1), r => Assert.NotNull(r.Draft));
    }

    [Fact]
    public async Task An_open_quote_before_more_text_than_a_record_may_hold_is_still_its_lines_fault()
    {
        var text = new StringBuilder(Header).Append("\"Ana,Uno,a@universidad.example,2026-05-01\n");
        for (var i = 0; i < 5000; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Eva,Dos,b{i}@universidad.example,2026-05-01\n");
        var rows = await Read(text.ToString());
        Assert.Equal("csv.quote", rows[0].Errors[0].Code);
        Assert.Equal(5000, rows.Count(r => r.Draft is not null));
    }

    [Fact]
    public async Task Lines_within_quotes_count_as_lines_and_quotes_within_names_stay()
    {
        var rows = await Read(Header + "\"Ana\r\nMaría\",\"d\"\"Ejemplo\",a@universidad.example,2026-05-01\r\n\r\nEva,O'Dos,b@universidad.example,2026-05-01\rIda,5\" Tres,c@universidad.example,2026-05-01");
        Assert.Equal(["Ana María d\"Ejemplo", "Eva O'Dos", "Ida 5\" Tres"], rows.Select(r => r.Draft!.Name));
        Assert.Equal([2, 5, 6], rows.Select(r => r.Line));
    }

    [Theory]
    [InlineData("Nu\u0301n\u0303ez", "Núñez")]
    [InlineData(" Gonçalves  da\u00A0Silva ", "Gonçalves da Silva")]
    public async Task Names_are_NFC_and_the_original_is_kept(string typed, string name)
    {
        var draft = Assert.Single(await Read($"nombre,correo,fecha\n{typed},a@universidad.example,2026-05-01\n")).Draft!;
        Assert.Equal((name, typed), (draft.Name, draft.OriginalName));
    }

    [Theory]
    [InlineData("李 小龙")]
    [InlineData("Иван Пример")]
    [InlineData("محمد مثال")]
    [InlineData("K'inich Ejemplo")]
    [InlineData("Ana-Sofía D’Ejemplo")]
    [InlineData("𠮷野 例")]
    public async Task Names_of_every_script_pass_unchanged(string name) =>
        Assert.Equal(name, Assert.Single(await Read($"nombre,correo,fecha\n{name},a@universidad.example,2026-05-01\n")).Draft!.Name);

    [Fact]
    public async Task A_duplicate_row_names_the_first_one()
    {
        var text = Header + "Ana,Uno,a@universidad.example,2026-05-01\nEva,Dos,b@universidad.example,2026-05-01\nAna , Uno,a@universidad.example,01/05/2026\n";
        var duplicate = Assert.Single(await Read(Header + "Ana,Uno,a@universidad.example,2026-05-01\nEva,Dos,b@universidad.example,2026-05-01\nAna,Uno,a@universidad.example,01/05/2026\n"), r => r.Draft is null);
        Assert.Equal((4, "csv.duplicate_row"), (duplicate.Line, duplicate.Errors[0].Code));
        Assert.Contains("line 2", duplicate.Errors[0].Message, StringComparison.Ordinal);
        Assert.All(await Read(text, new CsvOptions { RefuseDuplicates = false }), r => Assert.NotNull(r.Draft));
    }

    [Theory]
    [InlineData("95", "95")]
    [InlineData("9,5", "9.5")]
    [InlineData("0", "0")]
    [InlineData("100", "100")]
    [InlineData("100,1", null)]
    [InlineData("-1", null)]
    [InlineData("diez", null)]
    [InlineData("1e1", null)]
    public async Task Results_keep_to_the_description(string typed, string? recorded)
    {
        var options = new CsvOptions { Results = ResultRule.From(Samples.Achievement().ResultDescription![0]) };
        var row = Assert.Single(await Read($"nombre;correo;fecha;nota\nAna;a@universidad.example;2026-05-01;{typed}\n", options));
        Assert.Equal(recorded, row.Draft?.ResultValue);
        Assert.Equal(recorded is null ? "csv.result_invalid" : null, row.Errors.Count == 0 ? null : row.Errors[0].Code);
    }

    [Fact]
    public async Task A_row_may_be_identified_by_a_matricula()
    {
        var rows = await Read("matrícula,nombre,correo,vigencia\nA-1,Ana,,2027-01-01\nA-2,Eva,e@universidad.example,2020-01-01\n", new CsvOptions { DefaultAwardedDate = new DateOnly(2026, 5, 1) });
        Assert.Equal(("A-1", "sourcedId"), (rows[0].Draft!.Identifier, rows[0].Draft!.IdentityType));
        Assert.Equal("csv.valid_until_before_award", rows[1].Errors[0].Code);
    }

    [Fact]
    public async Task Rows_beyond_the_bound_end_the_reading()
    {
        var rows = await Read(Header + "Ana,Uno,a@universidad.example,2026-05-01\nEva,Dos,b@universidad.example,2026-05-01\n", new CsvOptions { MaxRows = 1 });
        Assert.Equal(2, rows.Count);
        Assert.Equal("csv.too_many_rows", rows[1].Errors[0].Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_tables_read_as_CsvHelper_reads_them(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["a", "ñ", " ", "\"", ";", ",", "\r\n", "\n", "''", "李", "𠮷"];
        for (var round = 0; round < 200; round++)
        {
            var text = new StringBuilder("x;y;z\n");
            for (var row = random.Next(1, 6); row > 0; row--)
                text.AppendJoin(';', Enumerable.Range(0, 3).Select(_ => Quoted(string.Concat(random.GetItems(pieces, random.Next(1, 6)))))).Append("\r\n");
            using var helper = CsvHelper.CsvReader.FromText(text.ToString(), CsvHelper.CsvReaderOptions.Default with { Separator = ';', HasHeader = false });
            var scanner = new CsvScanner(new CsvText(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), CsvEncoding.Detect), 4096) { Separator = ';' };
            while (helper.Read())
            {
                Assert.Equal(CsvScanner.Step.Record, await scanner.NextAsync(TestContext.Current.CancellationToken));
                Assert.True(Enumerable.Range(0, helper.FieldCount).Select(helper.GetString).SequenceEqual(scanner.Fields), $"seed {seed}, round {round}");
            }
            Assert.Equal(CsvScanner.Step.End, await scanner.NextAsync(TestContext.Current.CancellationToken));
        }

        static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static RowError Only(List<CsvRow> rows) => Assert.Single(Assert.Single(rows).Errors);

    private static Task<List<CsvRow>> Read(string text, CsvOptions? options = null) => CsvFiles.Read(Encoding.UTF8.GetBytes(text), options);
}
