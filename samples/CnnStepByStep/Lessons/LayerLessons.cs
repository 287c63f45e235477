namespace CnnStepByStep;

/// <summary>The tutorial's code on single layers. A comment after each line that prints has its output.</summary>
internal static class LayerLessons
{
    /// <summary>Runs every lesson, in the order of the file.</summary>
    public static void RunAll()
    {
        ReceptiveField();
        Convolution();
        Depth();
        FeatureMap();
        Stride();
        Padded();
        OutOfPixels();
        Activation();
        Pooling();
        FlattenAndDense();
    }

    private static void ReceptiveField()
    {
        // begin: receptive-field
        var net = CnnNetworks.Get("simple-cnn").Build(new CnnBuilder(classCount: 5, width: 64, height: 64));
        var pooled = NetworkSummary.Of(net).Layers.Where(layer => layer.Kind == "MaxPool").ToList();
        Console.WriteLine(pooled[0].ReceptiveField);                         // 4x4
        Console.WriteLine(pooled[3].ReceptiveField);                         // 46x46
        // end
    }

    private static void Convolution()
    {
        // begin: convolution
        var net = new CnnBuilder(classCount: 2, width: 5, height: 5, channels: 1);
        net.Conv2D(filters: 1, kernel: 3, padding: Padding.Valid);
        Console.WriteLine(net.Shape);                                        // [1, 3, 3]
        // end
    }

    private static void Depth()
    {
        // begin: depth
        var net = new CnnBuilder(classCount: 5, width: 64, height: 64);      // a color image: [3, 64, 64]
        net.Conv2D(32, kernel: 3).ReLU().Conv2D(64, kernel: 3);
        var layers = NetworkSummary.Of(net).Layers;
        Console.WriteLine(string.Join(" x ", layers[0].Filter));             // 32 x 3 x 3 x 3
        Console.WriteLine(layers[0].Parameters);                             // 896
        Console.WriteLine(string.Join(" x ", layers[2].Filter));             // 64 x 32 x 3 x 3
        Console.WriteLine(layers[2].Parameters);                             // 18496
        // end
    }

    private static void FeatureMap()
    {
        // begin: feature-map
        var net = new CnnBuilder(classCount: 2, width: 5, height: 5, channels: 1);
        net.Conv2D(filters: 3, kernel: 3, padding: Padding.Valid);
        Console.WriteLine(net.Shape);                                        // [3, 3, 3]
        // end
    }

    private static void Stride()
    {
        // begin: stride
        CnnBuilder Image() => new(classCount: 2, width: 7, height: 7, channels: 1);
        Console.WriteLine(Image().Conv2D(1, kernel: 3, stride: 1, padding: Padding.Valid).Shape);      // [1, 5, 5]
        Console.WriteLine(Image().Conv2D(1, kernel: 3, stride: 2, padding: Padding.Valid).Shape);      // [1, 3, 3]
        Console.WriteLine(Image().Conv2D(1, kernel: 3, stride: 3, padding: Padding.Valid).Shape);      // [1, 2, 2]
        // end
    }

    private static void Padded()
    {
        // begin: padding
        CnnBuilder Photo() => new(classCount: 5, width: 64, height: 64);
        Console.WriteLine(Photo().Conv2D(32, kernel: 3, padding: Padding.Valid).Shape);      // [32, 62, 62]
        Console.WriteLine(Photo().Conv2D(32, kernel: 3, padding: Padding.Same).Shape);       // [32, 64, 64]
        Console.WriteLine(Photo().Conv2D(32, kernel: 3, padding: Padding.Of(2)).Shape);      // [32, 66, 66]
        // end
    }

    private static void OutOfPixels()
    {
        // begin: out-of-pixels
        var net = new CnnBuilder(classCount: 5, width: 64, height: 64);
        try
        {
            for (var block = 0; block < 5; block++)
            {
                net.Conv2D(32, kernel: 3, padding: Padding.Valid).ReLU().MaxPool(2);
            }
        }
        catch (MlNetCnnException exception)
        {
            Console.WriteLine(exception.Message);
        }
        // end
    }

    private static void Activation()
    {
        // begin: activation
        var net = new CnnBuilder(classCount: 5, width: 64, height: 64);
        net.Conv2D(32, kernel: 3).ReLU();                                    // or LeakyReLU(), SiLU(), GELU(), Sigmoid(), Tanh()
        Console.WriteLine(net.Shape);                                        // [32, 64, 64]
        // end
    }

    private static void Pooling()
    {
        // begin: pooling
        CnnBuilder Map() => new CnnBuilder(classCount: 5, width: 64, height: 64).Conv2D(32, kernel: 3);
        Console.WriteLine(Map().MaxPool(2).Shape);                           // [32, 32, 32]
        Console.WriteLine(Map().AveragePool(2).Shape);                       // [32, 32, 32]
        Console.WriteLine(Map().GlobalAveragePool().Shape);                  // [32]
        // end
    }

    private static void FlattenAndDense()
    {
        // begin: flatten
        var net = new CnnBuilder(classCount: 5, width: 64, height: 64);
        net.Conv2D(32, kernel: 3).ReLU().MaxPool(4);
        Console.WriteLine(net.Shape);                                        // [32, 16, 16]
        Console.WriteLine(net.Flatten().Shape);                              // [8192]
        // end

        // begin: dense
        net.Dense(net.ClassCount);
        Console.WriteLine(net.Shape);                                        // [5]
        Console.WriteLine(NetworkSummary.Of(net).Layers[^1].Parameters);     // 40965
        // end
    }
}
