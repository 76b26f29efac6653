using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Anchor.Credentials.Text;

namespace Anchor.Credentials.Csv;

/// <summary>What a column means.</summary>
internal enum ColumnRole
{
    Email, SourcedId, FullName, AnyName, GivenName, FamilyName, SecondFamilyName, AwardedDate, ValidUntil, Result, EvidenceUrl, EvidenceNarrative,
}

/// <summary>The names that columns have in Spanish, Portuguese and English.</summary>
internal static class HeaderNames
{
    private static readonly FrozenDictionary<string, ColumnRole> Roles = new Dictionary<ColumnRole, string>
    {
        [ColumnRole.Email] = "email emailaddress mail correo correoelectronico correoe direcciondecorreo direcciondecorreoelectronico enderecodeemail identifier",
        [ColumnRole.SourcedId] = "sourcedid studentid studentnumber id matricula numerodematricula carne carnet codigo codigoestudiante codigodeestudiante registroacademico expediente numerodealuno",
        [ColumnRole.FullName] = "fullname nombrecompleto nomecompleto nombreyapellido nombreyapellidos nombresyapellidos nombreapellidos nomeesobrenome alumno alumna estudiante aluno aluna estudante student learner graduate graduado graduada egresado egresada",
        [ColumnRole.AnyName] = "name nombre nombres nome nomes",
        [ColumnRole.GivenName] = "givenname givennames firstname firstnames primernombre primeironome nombredepila prenome",
        [ColumnRole.FamilyName] = "familyname familynames lastname surname apellido apellidos primerapellido sobrenome sobrenomes apelido apelidos",
        [ColumnRole.SecondFamilyName] = "segundoapellido secondsurname",
        [ColumnRole.AwardedDate] = "date awardeddate awarddate issuedate dateawarded fecha fechaemision fechadeemision fechaotorgamiento fechadeotorgamiento fechagraduacion fechadegraduacion fechadefinalizacion data dataemissao datadeemissao dataconclusao datadeconclusao datadeoutorga",
        [ColumnRole.ValidUntil] = "validuntil expires expiry expirydate expirationdate validohasta vigencia vigenciahasta vigentehasta fechavencimiento fechadevencimiento vencimiento caducidad fechadecaducidad validoate validade datadevalidade datadevencimento",
        [ColumnRole.Result] = "result grade finalgrade score mark calificacion calificacionfinal nota notafinal resultado puntuacion puntaje promedio pontuacao media",
        [ColumnRole.EvidenceUrl] = "evidence evidenceurl evidenceid evidencia urlevidencia urldeevidencia enlaceevidencia evidenciaurl urldaevidencia",
        [ColumnRole.EvidenceNarrative] = "evidencenarrative evidencedescription descripcionevidencia descripciondeevidencia descripciondelaevidencia descricaoevidencia descricaodaevidencia",
    }.SelectMany(pair => pair.Value.Split(' ').Select(name => KeyValuePair.Create(name, pair.Key))).ToFrozenDictionary();

    /// <summary>The role of a header, whatever its case, accents, spaces and punctuation; null when it has none.</summary>
    public static ColumnRole? RoleOf(string header) => Roles.TryGetValue(Fold(header), out var role) ? role : null;

    /// <summary>Whether two headers read the same, whatever their case, accents, spaces and punctuation.</summary>
    public static bool SameName(string left, string right) => Fold(left) is { Length: > 0 } folded && folded == Fold(right);

    private static string Fold(string header)
    {
        var folded = new StringBuilder(header.Length);
        foreach (var character in CanonicalForm.Decompose(header))
            if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && char.IsLetterOrDigit(character))
                folded.Append(char.ToLowerInvariant(character));
        return folded.ToString();
    }
}
