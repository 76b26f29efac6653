using System.Runtime.InteropServices;

namespace Anchor.JsonLd.Rdfc;

/// <summary>Collects the names and quads of a table. Can be used again and again, by one thread at a time.</summary>
internal sealed class QuadTableBuilder : IDisposable
{
    private const int MaxKeptBytes = 1 << 20;

    private QuadLine[] _names = new QuadLine[16];
    private TableQuad[] _quads = new TableQuad[64];
    // Open addressing; an entry is a name's number plus one, and at least half of them are free.
    private int[] _byName = new int[64];
    private int _quadCount;

    public PooledBytes Text { get; private set; } = new(16 * 1024);

    public int NodeCount { get; private set; }

    public int QuadCount => _quadCount;

    public int AddBlank() => AddName(default);

    /// <summary>The number of an IRI whose name in brackets was written at the end of the text; known ones are taken off again.</summary>
    public int AddNamed(int start)
    {
        var name = Text.Written[start..];
        var mask = _byName.Length - 1;
        var at = HashOf(name) & mask;
        for (; _byName[at] != 0; at = (at + 1) & mask)
            if (_names[_byName[at] - 1].In(Text.Written).SequenceEqual(name))
            {
                Text.Truncate(start);
                return _byName[at] - 1;
            }
        var number = AddName(new QuadLine(start, name.Length));
        _byName[at] = number + 1;
        if (2 * NodeCount > _byName.Length) Rehash();
        return number;
    }

    public ReadOnlySpan<byte> NameOf(int node) => _names[node].In(Text.Written);

    public bool IsBlank(int node) => _names[node].Length == 0;

    /// <summary>Adds a quad whose rest is the end of the text.</summary>
    public void AddQuad(int subject, int start, int predicateLength, int blankObject, int blankGraph)
    {
        if (_quadCount == _quads.Length) Array.Resize(ref _quads, 2 * _quadCount);
        _quads[_quadCount++] = new TableQuad(subject, new QuadLine(start, Text.Length - start), predicateLength, blankObject, blankGraph);
    }

    public QuadTable Build() => new(Text.ToArray(), _names.AsSpan(0, NodeCount).ToArray(), _quads.AsSpan(0, _quadCount).ToArray());

    /// <summary>Forgets everything, and gives back what an unusually large table has taken.</summary>
    public void Clear()
    {
        if (Text.Length > MaxKeptBytes || _quads.Length * 24 > MaxKeptBytes)
        {
            (_names, _quads, _byName) = (new QuadLine[16], new TableQuad[64], new int[64]);
            Text.Dispose();
            Text = new PooledBytes(16 * 1024);
        }
        else if (NodeCount > 0)
        {
            Array.Clear(_byName);
        }
        Text.Truncate(0);
        (NodeCount, _quadCount) = (0, 0);
    }

    public void Dispose() => Text.Dispose();

    private int AddName(QuadLine name)
    {
        if (NodeCount == _names.Length) Array.Resize(ref _names, 2 * NodeCount);
        _names[NodeCount] = name;
        return NodeCount++;
    }

    private void Rehash()
    {
        _byName = new int[2 * _byName.Length];
        for (var number = 0; number < NodeCount; number++)
        {
            if (_names[number].Length == 0) continue;
            var at = HashOf(NameOf(number)) & (_byName.Length - 1);
            while (_byName[at] != 0) at = (at + 1) & (_byName.Length - 1);
            _byName[at] = number + 1;
        }
    }

    // The runtime seeds the hash, so nobody can prepare collisions. Of an odd length the last byte does not count.
    private static int HashOf(ReadOnlySpan<byte> name) => string.GetHashCode(MemoryMarshal.Cast<byte, char>(name));
}
