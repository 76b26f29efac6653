using System.Buffers;
using System.Text.Unicode;

namespace Anchor.JsonLd.Jcs;

/// <summary>One pass over a JSON text: every value is written in its canonical form, every object's members are then put in order.</summary>
/// <remarks>The text has been parsed before, so its grammar is right; what a lenient parser lets through is refused here.</remarks>
internal ref struct JcsRun
{
    private const int MaxDepth = 512;
    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _omitted;
    private readonly PooledBytes _output;
    private JcsMember[] _members;
    private int _memberCount;
    private int _at;

    public JcsRun(ReadOnlySpan<byte> text, PooledBytes output, ReadOnlySpan<byte> omitted)
    {
        _text = text;
        _output = output;
        _omitted = omitted;
        _members = ArrayPool<JcsMember>.Shared.Rent(256);
    }

    public void Complete()
    {
        if (!Utf8.IsValid(_text)) throw Malformed("it is not valid UTF-8");
        WriteValue(0);
    }

    public readonly void Dispose() => ArrayPool<JcsMember>.Shared.Return(_members);

    private void WriteValue(int depth)
    {
        if (depth > MaxDepth) throw new JsonLdException("jcs.too_deep", $"The JSON is nested deeper than {MaxDepth} levels.");
        switch (Peek())
        {
            case (byte)'{': WriteObject(depth); break;
            case (byte)'[': WriteArray(depth); break;
            case (byte)'"': WriteString(); break;
            case (byte)'t': WriteWord("true"u8); break;
            case (byte)'f': WriteWord("false"u8); break;
            case (byte)'n': WriteWord("null"u8); break;
            default: WriteNumber(); break;
        }
    }

    private void WriteObject(int depth)
    {
        var (start, first) = (_output.Length, _memberCount);
        _output.Append((byte)'{');
        _at++;
        var sorted = true;
        for (var any = false; Peek() != '}'; any = true)
        {
            if (any) Expect((byte)',');
            if (Peek() != '"') throw Malformed("a member has no name");
            var begin = _output.Length;
            WriteString();
            var name = new JcsMember(begin, _output.Length - begin, 0);
            Expect((byte)':');
            _output.Append((byte)':');
            WriteValue(depth + 1);
            var member = name with { Length = _output.Length - begin };
            if (depth == 0 && IsOmitted(member))
            {
                _output.Truncate(begin);
                continue;
            }
            sorted = sorted && (_memberCount == first || JcsMember.Compare(_output.Written, _members[_memberCount - 1], member) < 0);
            AddMember(member);
            _output.Append((byte)',');
        }
        _at++;
        if (!sorted) JcsMember.PutInOrder(_output, start + 1, _members.AsSpan(first, _memberCount - first));
        CloseWith((byte)'}', _memberCount > first);
        _memberCount = first;
    }

    private void WriteArray(int depth)
    {
        _output.Append((byte)'[');
        _at++;
        var any = false;
        for (; Peek() != ']'; any = true)
        {
            if (any) Expect((byte)',');
            WriteValue(depth + 1);
            _output.Append((byte)',');
        }
        _at++;
        CloseWith((byte)']', any);
    }

    // The last comma becomes the end.
    private readonly void CloseWith(byte end, bool any)
    {
        if (any) _output.Truncate(_output.Length - 1);
        _output.Append(end);
    }

    private void WriteString()
    {
        var rest = _text[(_at + 1)..];
        var stop = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (stop < 0) throw Malformed("a string does not end");
        if (rest[stop] == '"')
        {
            _output.Append(_text.Slice(_at, stop + 2));
            _at += stop + 2;
        }
        else _at += 1 + JcsText.WriteEscaped(rest, _output);
    }

    private void WriteNumber()
    {
        var rest = _text[_at..];
        var length = rest.IndexOfAnyExcept(NumberCharacters);
        var number = length < 0 ? rest : rest[..length];
        JcsNumber.Write(number, _output);
        _at += number.Length;
    }

    private void WriteWord(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word)) throw Malformed("a value is unknown");
        _output.Append(word);
        _at += word.Length;
    }

    private readonly bool IsOmitted(in JcsMember member) =>
        _omitted.Length > 0 && _output.Written.Slice(member.Start + 1, member.NameLength - 2).SequenceEqual(_omitted);

    private void AddMember(in JcsMember member)
    {
        if (_memberCount == _members.Length)
        {
            var larger = ArrayPool<JcsMember>.Shared.Rent(2 * _memberCount);
            _members.CopyTo(larger, 0);
            ArrayPool<JcsMember>.Shared.Return(_members);
            _members = larger;
        }
        _members[_memberCount++] = member;
    }

    private void Expect(byte expected)
    {
        if (Peek() != expected) throw Malformed("a comma or a colon is missing");
        _at++;
        if (expected == ',' && Peek() is (byte)'}' or (byte)']') throw Malformed("a comma has nothing after it");
    }

    private byte Peek()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
        return _at < _text.Length ? _text[_at] : throw Malformed("it ends early");
    }

    private static JsonLdException Malformed(string why) => new("jcs.malformed", $"The JSON has no canonical form: {why}.");
}
