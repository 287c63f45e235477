namespace MlNetCnn.Backbones;

/// <summary>The state of a backbone's file in the cache.</summary>
public enum BackboneFileState
{
    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>The file has the size and the SHA-256 that the catalog states.</summary>
    Valid,

    /// <summary>The file has different content; it is never used, and the next download replaces it.</summary>
    Corrupt,
}
