using System.Text.Json;

namespace Anchor.Credentials.Identifiers;

/// <summary>A place where more about a DID stands.</summary>
/// <param name="Id">Its id: the DID, <c>#</c> and a name.</param>
/// <param name="Type">What kind of place, for example <c>IssuerProfile</c>.</param>
/// <param name="Endpoint">The address.</param>
public sealed record DidService(string Id, string Type, string Endpoint)
{
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("type", Type);
        writer.WriteString("serviceEndpoint", Endpoint);
        writer.WriteEndObject();
    }
}
