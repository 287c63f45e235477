namespace MlNetCnn.Backbones;

/// <summary>What the cache holds of a backbone.</summary>
public enum BackboneFileState
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>The file, with the size and the SHA-256 that the catalogue states.</summary>
    Valid,

    /// <summary>A file of another content; it is never used, and replaced by the next download.</summary>
    Corrupt,
}
