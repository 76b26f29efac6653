namespace Anchor.EndToEnd.Hosting;

/// <summary>A folder for the time of a test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("anchor-end-").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file whole or not at all, as a host reads it at any moment.</summary>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name) + ".tmp", content);
        File.Move(PathOf(name) + ".tmp", PathOf(name), overwrite: true);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
