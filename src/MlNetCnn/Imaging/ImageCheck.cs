namespace MlNetCnn.Imaging;

/// <summary>Finds the images that cannot be used, by decoding them as for a network.</summary>
[SharedInternal]
internal static class ImageCheck
{
    /// <summary>Decodes images.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="input">What the network takes.</param>
    /// <param name="options">What is accepted.</param>
    /// <param name="threads">Images worked on at the same time; 0 for one per core.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The place of each image that was rejected, and why.</returns>
    public static IReadOnlyDictionary<int, ImageError> Run(
        IReadOnlyList<string> paths, ImageInput input, ImageDecoderOptions options, int threads, CancellationToken cancellationToken)
    {
        var errors = new ImageError?[paths.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(threads), CancellationToken = cancellationToken };
        Parallel.For(
            0, paths.Count, parallel, () => (Decoder: new ImageDecoder(input, options), Pixels: new float[input.PixelValueCount]),
            (i, _, worker) =>
            {
                errors[i] = worker.Decoder.Decode(paths[i], worker.Pixels);
                return worker;
            },
            worker => worker.Decoder.Dispose());
        return errors.Index().Where(row => row.Item is not null).ToDictionary(row => row.Index, row => row.Item!);
    }
}
