namespace MlNetCnn.Primitives;

/// <summary>A folder of this account's own among the temporary files, gone with all that is in it when disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Makes it.</summary>
    /// <exception cref="IOException">It cannot be made; also <see cref="UnauthorizedAccessException"/>.</exception>
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("mlnetcnn-").FullName;
        Leftovers.Add(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Leftovers.Delete(Path);
}
