namespace Anchor.JsonLd.Shapes;

/// <summary>Documents that were seen to differ in strings only: an example, its strings, and the shape once a second one has come.</summary>
/// <param name="Example">The first of them.</param>
/// <param name="Strings">Its strings.</param>
/// <param name="Shape">Null before two have been compared whose differences make one.</param>
/// <param name="IsWrong">Whether its shape was wrong once; no other is looked for.</param>
internal sealed record ShapeFamily(byte[] Example, DocumentString[] Strings, Shape? Shape, bool IsWrong)
{
    /// <summary>Learns from a document that did not fit: what differs becomes a slot.</summary>
    /// <returns>The same when there is nothing to learn; null when the document is of another family.</returns>
    public ShapeFamily? Learn(ReadOnlySpan<byte> document, ReadOnlySpan<DocumentString> strings, JsonLdOptions options)
    {
        if (strings.Length != Strings.Length) return null;
        var slots = new List<DocumentString>();
        var (here, there) = (0, 0);
        for (var i = 0; i < strings.Length; i++)
        {
            var (own, other) = (Strings[i], strings[i]);
            if (!Example.AsSpan(here, own.Start - here).SequenceEqual(document[there..other.Start])) return null;
            var differs = !Example.AsSpan(own.Start, own.Length).SequenceEqual(document.Slice(other.Start, other.Length));
            if (differs || (Shape is { } known && Array.IndexOf(known.Slots, own) >= 0)) slots.Add(own);
            (here, there) = (own.Start + own.Length, other.Start + other.Length);
        }
        if (!Example.AsSpan(here).SequenceEqual(document[there..])) return null;
        if (IsWrong || slots.Count == (Shape?.Slots.Length ?? 0)) return this;
        if (ShapeCompiler.Compile(Example, [.. slots], options) is { } shape) return this with { Shape = shape };
        // Where the difference makes no shape, what is known so far still serves the others; another example may do better.
        return Shape is null ? new ShapeFamily(document.ToArray(), strings.ToArray(), null, false) : this;
    }
}
