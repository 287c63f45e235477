namespace MlNetCnn;

/// <summary>Where decoded pictures are between one pass over them and the next.</summary>
public enum ImageLoading
{
    /// <summary><see cref="Memory"/> where all pictures fit into the memory budget, else <see cref="Stream"/>. The default.</summary>
    Auto,

    /// <summary>Everything is decoded once and kept, 3 bytes a pixel at the input's size.</summary>
    Memory,

    /// <summary>Each pass decodes again, batch by batch; memory does not grow with the number of pictures.</summary>
    Stream,
}
