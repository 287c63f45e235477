namespace MlNetCnn.Inference;

/// <summary>Where decoded pictures are between one pass over them and the next.</summary>
public enum DataCaching
{
    /// <summary><see cref="Memory"/> where all pictures fit into the memory budget, else <see cref="Stream"/>. The default.</summary>
    Auto,

    /// <summary>
    /// Everything is decoded once and kept, 3 bytes a pixel at the input's size. With augmentation a picture is kept as large as the
    /// closest crop needs, 4 bytes a pixel and at most four times the pixels of that, and as many are kept as the budget holds.
    /// </summary>
    Memory,

    /// <summary>Each pass decodes again, batch by batch; memory does not grow with the number of pictures.</summary>
    Disk,
}
