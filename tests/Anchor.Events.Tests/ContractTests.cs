using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Events.Tests;

/// <summary>The events are a published contract: others read the stored JSON.</summary>
public class ContractTests
{
    private static readonly Type[] Events = typeof(BatchSealedV1).Assembly.GetExportedTypes();

    [Fact]
    public void Every_event_is_a_flat_sealed_record_with_its_version_in_its_name()
    {
        Assert.NotEmpty(Events);
        foreach (var type in Events)
        {
            Assert.True(type.IsSealed, type.Name);
            Assert.Matches("V[0-9]+$", type.Name);
            foreach (var property in Properties(type))
                Assert.True(IsFlat(property.PropertyType), $"{type.Name}.{property.Name} is a {property.PropertyType}");
        }
    }

    [Fact]
    public void Every_property_has_an_explicit_camel_case_name()
    {
        foreach (var property in Events.SelectMany(Properties))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(property.Name), name);
        }
    }

    [Fact]
    public void No_property_can_hold_personal_data()
    {
        string[] forbidden = ["Email", "Mail", "Learner", "Subject", "Holder", "GivenName", "FamilyName", "Identifier", "Grade", "Result", "Document"];
        foreach (var type in Events)
            foreach (var property in Properties(type))
                Assert.DoesNotContain(forbidden, word => property.Name.Contains(word, StringComparison.Ordinal));
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static bool IsFlat(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsPrimitive || inner == typeof(string) || inner == typeof(Guid) || inner == typeof(DateTimeOffset)
            || inner == typeof(DateOnly) || inner == typeof(IReadOnlyList<string>)
            || inner == typeof(IReadOnlyList<long>) || inner == typeof(IReadOnlyList<Guid>);
    }
}
