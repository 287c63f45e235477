namespace MlNetCnn.Primitives;

/// <summary>A private temporary folder that is deleted with its content on disposal.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Creates the folder.</summary>
    /// <exception cref="IOException">The folder cannot be created; also <see cref="UnauthorizedAccessException"/>.</exception>
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("mlnetcnn-").FullName;
        Leftovers.Add(Path);
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Leftovers.Delete(Path);
}
