using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.EventStore;

/// <summary>The known event records, their stored names and their JSON.</summary>
/// <remarks>
/// The stored name is the record's name in snake_case (<c>BatchSealedV1</c> ↔ <c>batch_sealed_v1</c>), which is what
/// Marten derives as well, so that it needs no mapping to read the history.
/// </remarks>
public sealed class EventTypes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, (string Alias, string DotnetType)> _names = [];
    private readonly Dictionary<Type, Func<object, object>> _upcasts = [];

    /// <summary>Takes every public sealed record of an assembly as an event.</summary>
    public static EventTypes FromAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var types = new EventTypes();
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsSealed: true, IsAbstract: false }))
            types.Add(type);
        return types;
    }

    /// <summary>Reads an old record as what replaced it; what is stored stays as it is.</summary>
    /// <typeparam name="TOld">The old record, which is not written any more.</typeparam>
    /// <param name="upcast">Gives the newer record.</param>
    public EventTypes Upcast<TOld>(Func<TOld, object> upcast)
    {
        ArgumentNullException.ThrowIfNull(upcast);
        _upcasts.Add(typeof(TOld), old => upcast((TOld)old));
        return this;
    }

    /// <summary>The stored names of all known events.</summary>
    public IReadOnlyCollection<string> Aliases => _types.Keys;

    /// <summary>The stored name of an event.</summary>
    /// <exception cref="ArgumentException">The type is not a known event.</exception>
    public string AliasOf(Type type) => Names(type).Alias;

    internal string DotnetTypeOf(Type type) => Names(type).DotnetType;

    internal static byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), Json);

    internal static void Serialize(Utf8JsonWriter writer, object data) => JsonSerializer.Serialize(writer, data, data.GetType(), Json);

    internal object Deserialize(string alias, string data)
    {
        if (!_types.TryGetValue(alias, out var type))
            throw new InvalidDataException($"The stored event type '{alias}' is not known to this version; a newer host wrote it.");
        var stored = JsonSerializer.Deserialize(data, type, Json) ?? throw new InvalidDataException($"The stored event {alias} is null.");
        while (_upcasts.TryGetValue(stored.GetType(), out var upcast)) stored = upcast(stored);
        return stored;
    }

    private void Add(Type type)
    {
        var alias = SnakeCase(type.Name);
        _types.Add(alias, type);
        _names.Add(type, (alias, $"{type.FullName}, {type.Assembly.GetName().Name}"));
    }

    private (string Alias, string DotnetType) Names(Type type) =>
        _names.TryGetValue(type, out var names) ? names : throw new ArgumentException($"{type} is not a known event.", nameof(type));

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
