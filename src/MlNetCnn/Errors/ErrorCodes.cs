namespace MlNetCnn;

/// <summary>Provides the codes of <see cref="MlNetCnnException.Code"/> and <see cref="ImageError.Code"/>. Codes stay the same from version to
/// version; messages may change.</summary>
public static class ErrorCodes
{
    /// <summary>A custom augmentation function wrote NaN or infinity into the pixels.</summary>
    public const string AugmentFunction = "AUGMENT_FUNCTION";

    /// <summary>The augmentation specification cannot be parsed.</summary>
    public const string AugmentSpec = "AUGMENT_SPEC";

    /// <summary>A downloaded backbone has shapes that differ from the catalog.</summary>
    public const string BackboneNotAsDeclared = "BACKBONE_NOT_AS_DECLARED";

    /// <summary>The catalog has no backbone with that name.</summary>
    public const string BackboneNotFound = "BACKBONE_NOT_FOUND";

    /// <summary>The backbone is not in the local cache, and downloads are disabled.</summary>
    public const string BackboneOffline = "BACKBONE_OFFLINE";

    /// <summary>No package with a default backbone is referenced.</summary>
    public const string BackbonePackageMissing = "BACKBONE_PACKAGE_MISSING";

    /// <summary>A cached backbone cannot be read.</summary>
    public const string CacheNotReadable = "CACHE_NOT_READABLE";

    /// <summary>The folder of the feature cache cannot be used.</summary>
    public const string CacheNotUsable = "CACHE_NOT_USABLE";

    /// <summary>A downloaded file cannot be written to the cache.</summary>
    public const string CacheNotWritable = "CACHE_NOT_WRITABLE";

    /// <summary>No environment variable specifies a cache or home folder.</summary>
    public const string CacheNoHome = "CACHE_NO_HOME";

    /// <summary>The backbone catalog is invalid.</summary>
    public const string CatalogInvalid = "CATALOG_INVALID";

    /// <summary>A checkpoint is damaged or incomplete.</summary>
    public const string CheckpointBroken = "CHECKPOINT_BROKEN";

    /// <summary>A checkpoint cannot be read.</summary>
    public const string CheckpointNotReadable = "CHECKPOINT_NOT_READABLE";

    /// <summary>The model has no class with that name.</summary>
    public const string ClassUnknown = "CLASS_UNKNOWN";

    /// <summary>A comparison has no test images.</summary>
    public const string CompareNoTest = "COMPARE_NO_TEST";

    /// <summary>A comparison has no candidates, or two candidates with the same name.</summary>
    public const string CompareCandidates = "COMPARE_WAYS";

    /// <summary>The dataset or one of its images has changed since it was listed or trained on.</summary>
    public const string DataChanged = "DATA_CHANGED";

    /// <summary>None of the training images of a class can be read.</summary>
    public const string DataClassUnusable = "DATA_CLASS_UNUSABLE";

    /// <summary>An image is listed with two labels.</summary>
    public const string DataConflictingLabels = "DATA_CONFLICTING_LABELS";

    /// <summary>An image is listed in two splits.</summary>
    public const string DataConflictingParts = "DATA_CONFLICTING_PARTS";

    /// <summary>A class folder contains no images.</summary>
    public const string DataEmptyClass = "DATA_EMPTY_CLASS";

    /// <summary>A folder of the dataset cannot be read.</summary>
    public const string DataFolderUnreadable = "DATA_FOLDER_UNREADABLE";

    /// <summary>The dataset is an archive that has not been unpacked.</summary>
    public const string DataIsArchive = "DATA_IS_ARCHIVE";

    /// <summary>The label column has a key value without training rows.</summary>
    public const string DataKeyWithoutImages = "DATA_KEY_WITHOUT_IMAGES";

    /// <summary>The folders of a dataset could be classes or splits.</summary>
    public const string DataLayoutAmbiguous = "DATA_LAYOUT_AMBIGUOUS";

    /// <summary>None of the images can be read.</summary>
    public const string DataNoneUsable = "DATA_NONE_USABLE";

    /// <summary>No test image can be evaluated.</summary>
    public const string DataNothingToMeasure = "DATA_NOTHING_TO_MEASURE";

    /// <summary>The dataset is a special file, or a file that is not a table of images.</summary>
    public const string DataNotAListing = "DATA_NOT_A_LISTING";

    /// <summary>A folder contains images but no class folders.</summary>
    public const string DataNoClassFolders = "DATA_NO_CLASS_FOLDERS";

    /// <summary>The dataset contains no images.</summary>
    public const string DataNoImages = "DATA_NO_IMAGES";

    /// <summary>No image can be set aside for the test split.</summary>
    public const string DataNoTest = "DATA_NO_TEST";

    /// <summary>The dataset has fewer than two classes.</summary>
    public const string DataOneClass = "DATA_ONE_CLASS";

    /// <summary>The outputs of the frozen layers exceed the memory budget.</summary>
    public const string DataOverMemoryBudget = "DATA_OVER_MEMORY_BUDGET";

    /// <summary>More images were rejected than the options allow.</summary>
    public const string DataTooManyRejected = "DATA_TOO_MANY_REJECTED";

    /// <summary>A download failed from every address.</summary>
    public const string DownloadFailed = "DOWNLOAD_FAILED";

    /// <summary>A download server redirects in a loop or to an address that is not allowed.</summary>
    public const string DownloadRedirectRefused = "DOWNLOAD_REDIRECT_REFUSED";

    /// <summary>A server refused the download.</summary>
    public const string DownloadRefused = "DOWNLOAD_REFUSED";

    /// <summary>No secure connection to a download server can be established.</summary>
    public const string DownloadTls = "DOWNLOAD_TLS";

    /// <summary>A server returned a web page instead of the file.</summary>
    public const string DownloadWrongContent = "DOWNLOAD_WRONG_CONTENT";

    /// <summary>The SHA-256 hash of a downloaded file differs from the catalog.</summary>
    public const string DownloadWrongHash = "DOWNLOAD_WRONG_HASH";

    /// <summary>The size of a downloaded file differs from the catalog.</summary>
    public const string DownloadWrongSize = "DOWNLOAD_WRONG_SIZE";

    /// <summary>The native libraries of TorchSharp cannot be loaded.</summary>
    public const string EnvironmentLibtorch = "ENV_LIBTORCH";

    /// <summary>There is not enough memory for the training.</summary>
    public const string EnvironmentMemory = "ENV_MEMORY";

    /// <summary>A GPU was requested, but libtorch does not find one.</summary>
    public const string EnvironmentNoCuda = "ENV_NO_CUDA";

    /// <summary>Scoring on a GPU was requested, but ONNX Runtime cannot use CUDA.</summary>
    public const string EnvironmentNoCudaProvider = "ENV_NO_CUDA_PROVIDER";

    /// <summary>There is not enough disk space for the outputs of the frozen layers.</summary>
    public const string EnvironmentNoRoom = "ENV_NO_ROOM";

    /// <summary>The native library of ONNX Runtime cannot be loaded.</summary>
    public const string EnvironmentOnnxRuntime = "ENV_ONNX_RUNTIME";

    /// <summary>The exported network returns different results in ONNX Runtime than in training.</summary>
    public const string ExportMismatch = "EXPORT_MISMATCH";

    /// <summary>The image file is damaged.</summary>
    public const string ImageCorrupt = "IMG_CORRUPT";

    /// <summary>Access to the image file is denied.</summary>
    public const string ImageDenied = "IMG_DENIED";

    /// <summary>The image file is empty.</summary>
    public const string ImageEmpty = "IMG_EMPTY";

    /// <summary>The file does not have an image extension.</summary>
    public const string ImageExtension = "IMG_EXTENSION";

    /// <summary>The image file does not exist.</summary>
    public const string ImageNotFound = "IMG_NOT_FOUND";

    /// <summary>An image is next to the class folders and so has no class.</summary>
    public const string ImageNoClass = "IMG_NO_CLASS";

    /// <summary>A relative path in a table leads outside the root folder.</summary>
    public const string ImageOutsideRoot = "IMG_OUTSIDE_ROOT";

    /// <summary>The path of an image is invalid.</summary>
    public const string ImagePathInvalid = "IMG_PATH_INVALID";

    /// <summary>The path of an image is empty.</summary>
    public const string ImagePathMissing = "IMG_PATH_MISSING";

    /// <summary>The image exceeds the byte or pixel limit of the decoder options.</summary>
    public const string ImageTooLarge = "IMG_TOO_LARGE";

    /// <summary>The image file is truncated.</summary>
    public const string ImageTruncated = "IMG_TRUNCATED";

    /// <summary>The image file cannot be read.</summary>
    public const string ImageUnreadable = "IMG_UNREADABLE";

    /// <summary>The image format is not supported.</summary>
    public const string ImageUnsupported = "IMG_UNSUPPORTED";

    /// <summary>An image has no label.</summary>
    public const string LabelMissing = "LABEL_MISSING";

    /// <summary>The model has no class for a label of the dataset.</summary>
    public const string LabelUnknown = "LABEL_UNKNOWN";

    /// <summary>The function of a network block uses or returns a different builder than the one it received.</summary>
    public const string LayerBranch = "LAYER_BRANCH";

    /// <summary>A layer does not output feature maps.</summary>
    public const string LayerNoMaps = "LAYER_NO_MAPS";

    /// <summary>The function that adds the layers returns null.</summary>
    public const string LayerNoNetwork = "LAYER_NO_NETWORK";

    /// <summary>The feature maps are too small for a layer.</summary>
    public const string LayerNoPixels = "LAYER_NO_PIXELS";

    /// <summary>An operator cannot run on its inputs.</summary>
    public const string LayerOperator = "LAYER_OPERATOR";

    /// <summary>An argument of a layer is out of range.</summary>
    public const string LayerRange = "LAYER_RANGE";

    /// <summary>The output shape of a layer or operator is not a valid input of the next layer.</summary>
    public const string LayerShape = "LAYER_SHAPE";

    /// <summary>The manifest of a network is invalid or does not match the network.</summary>
    public const string ManifestInvalid = "MANIFEST_INVALID";

    /// <summary>The network has a fixed batch size.</summary>
    public const string ModelBatchFixed = "MODEL_BATCH_FIXED";

    /// <summary>The graph of the network is invalid.</summary>
    public const string ModelBroken = "MODEL_BROKEN";

    /// <summary>The model card in the model is invalid.</summary>
    public const string ModelCardDamaged = "MODEL_CARD_DAMAGED";

    /// <summary>Access to the model file is denied.</summary>
    public const string ModelDenied = "MODEL_DENIED";

    /// <summary>The model file is empty.</summary>
    public const string ModelEmpty = "MODEL_EMPTY";

    /// <summary>The package contains entries that do not belong to a model.</summary>
    public const string ModelEntries = "MODEL_ENTRIES";

    /// <summary>Weights stored outside the ONNX file cannot be read.</summary>
    public const string ModelExternalData = "MODEL_EXTERNAL_DATA";

    /// <summary>The feature tensor does not contain one vector per image.</summary>
    public const string ModelFeaturesShape = "MODEL_FEATURES_SHAPE";

    /// <summary>The 16-bit network cannot run in 32 bits.</summary>
    public const string ModelFp16 = "MODEL_FP16";

    /// <summary>The network supports only one input size.</summary>
    public const string ModelInputSize = "MODEL_INPUT_SIZE";

    /// <summary>The network takes integer pixels and normalizes them itself.</summary>
    public const string ModelIntegerInput = "MODEL_INTEGER_INPUT";

    /// <summary>The model uses a newer version of the ONNX format.</summary>
    public const string ModelIrUnsupported = "MODEL_IR_UNSUPPORTED";

    /// <summary>The network has more than one input.</summary>
    public const string ModelManyInputs = "MODEL_MANY_INPUTS";

    /// <summary>The network requires more memory than image networks need.</summary>
    public const string ModelMemory = "MODEL_MEMORY";

    /// <summary>The model was created by a newer version of MlNetCnn.</summary>
    public const string ModelNewer = "MODEL_NEWER";

    /// <summary>A node of the network cannot be computed.</summary>
    public const string ModelNodeFailed = "MODEL_NODE_FAILED";

    /// <summary>The network already contains its pixel normalization.</summary>
    public const string ModelNormalizes = "MODEL_NORMALIZES";

    /// <summary>The model is a device, a FIFO or a socket.</summary>
    public const string ModelNotFile = "MODEL_NOT_FILE";

    /// <summary>The network outputs NaN or infinity.</summary>
    public const string ModelNotFinite = "MODEL_NOT_FINITE";

    /// <summary>The model file does not exist.</summary>
    public const string ModelNotFound = "MODEL_NOT_FOUND";

    /// <summary>The file is not an ONNX model.</summary>
    public const string ModelNotOnnx = "MODEL_NOT_ONNX";

    /// <summary>The model has no MlNetCnn model card.</summary>
    public const string ModelNotOurs = "MODEL_NOT_OURS";

    /// <summary>The model is not an ML.NET package.</summary>
    public const string ModelNotPackage = "MODEL_NOT_PACKAGE";

    /// <summary>The model file cannot be read.</summary>
    public const string ModelNotReadable = "MODEL_NOT_READABLE";

    /// <summary>ONNX Runtime cannot run the network.</summary>
    public const string ModelNotRunnable = "MODEL_NOT_RUNNABLE";

    /// <summary>The file is not a complete ML.NET package.</summary>
    public const string ModelNotZip = "MODEL_NOT_ZIP";

    /// <summary>The network is a backbone and has no classes.</summary>
    public const string ModelNoClasses = "MODEL_NO_CLASSES";

    /// <summary>The package contains no network, or several networks.</summary>
    public const string ModelNoGraph = "MODEL_NO_GRAPH";

    /// <summary>No classifier head can be found in the network.</summary>
    public const string ModelNoHead = "MODEL_NO_HEAD";

    /// <summary>The network has no input for color images.</summary>
    public const string ModelNoImageInput = "MODEL_NO_IMAGE_INPUT";

    /// <summary>The network has no feature maps that all data passes through.</summary>
    public const string ModelNoMaps = "MODEL_NO_MAPS";

    /// <summary>The network does not contain the requested tensor.</summary>
    public const string ModelNoTensor = "MODEL_NO_TENSOR";

    /// <summary>The training engine does not support an operator of the network.</summary>
    public const string ModelOperatorUnsupported = "MODEL_OPERATOR_UNSUPPORTED";

    /// <summary>The model uses an unsupported version of the ONNX operators.</summary>
    public const string ModelOpsetUnsupported = "MODEL_OPSET_UNSUPPORTED";

    /// <summary>The steps of the package are not those of an MlNetCnn image classifier.</summary>
    public const string ModelOtherSteps = "MODEL_OTHER_STEPS";

    /// <summary>The model is too large.</summary>
    public const string ModelTooLarge = "MODEL_TOO_LARGE";

    /// <summary>The training engine does not support a data type of the network.</summary>
    public const string ModelTypeUnsupported = "MODEL_TYPE_UNSUPPORTED";

    /// <summary>The package does not need an upgrade.</summary>
    public const string ModelUpgraded = "MODEL_UPGRADED";

    /// <summary>The upgraded package returns different results in ML.NET.</summary>
    public const string ModelUpgradeFailed = "MODEL_UPGRADE_FAILED";

    /// <summary>The input size is too small for the network.</summary>
    public const string NetworkInputSize = "NETWORK_INPUT_SIZE";

    /// <summary>The network does not end in one logit per class.</summary>
    public const string NetworkNoHead = "NETWORK_NO_HEAD";

    /// <summary>The width or depth of a network is out of range.</summary>
    public const string NetworkRange = "NETWORK_RANGE";

    /// <summary>The network has more weights than an ONNX file can store.</summary>
    public const string NetworkTooLarge = "NETWORK_TOO_LARGE";

    /// <summary>No architecture has that name.</summary>
    public const string NetworkUnknown = "NETWORK_UNKNOWN";

    /// <summary>A text file is next to the images; it is not an image.</summary>
    public const string NotAnImage = "NOT_AN_IMAGE";

    /// <summary>One or more options are out of range.</summary>
    public const string OptionOutOfRange = "OPTION_OUT_OF_RANGE";

    /// <summary>The extension of an output file is that of another kind of file.</summary>
    public const string OutputExtension = "OUTPUT_EXTENSION";

    /// <summary>An output path is inside a folder that the call reads.</summary>
    public const string OutputInInput = "OUTPUT_IN_INPUT";

    /// <summary>An output path is a device or a pipe.</summary>
    public const string OutputIsDevice = "OUTPUT_IS_DEVICE";

    /// <summary>An output path is a folder.</summary>
    public const string OutputIsFolder = "OUTPUT_IS_FOLDER";

    /// <summary>An output file would overwrite an input file.</summary>
    public const string OutputIsInput = "OUTPUT_IS_INPUT";

    /// <summary>An output file cannot be written.</summary>
    public const string OutputNotWritable = "OUTPUT_NOT_WRITABLE";

    /// <summary>Access to a folder or table is denied.</summary>
    public const string PathDenied = "PATH_DENIED";

    /// <summary>A folder or table does not exist.</summary>
    public const string PathNotFound = "PATH_NOT_FOUND";

    /// <summary>The preprocessing specification cannot be parsed, or its values are out of range.</summary>
    public const string PreprocessingInvalid = "PREPROCESSING_INVALID";

    /// <summary>There are too few images to select the preprocessing.</summary>
    public const string PreprocessingTooFewImages = "PREPROCESSING_TOO_FEW_IMAGES";

    /// <summary>The options or images differ from those of the interrupted run.</summary>
    public const string ResumeChanged = "RESUME_CHANGED";

    /// <summary>A row of a table has too many cells.</summary>
    public const string RowMalformed = "ROW_MALFORMED";

    /// <summary>A score is NaN or infinity.</summary>
    public const string ScoresNotFinite = "SCORES_NOT_FINITE";

    /// <summary>The contact sheet is too large.</summary>
    public const string SheetTooLarge = "SHEET_TOO_LARGE";

    /// <summary>A column of a table or data view is missing.</summary>
    public const string TableColumnMissing = "TABLE_COLUMN_MISSING";

    /// <summary>A column of a data view has an unsupported type.</summary>
    public const string TableColumnType = "TABLE_COLUMN_TYPE";

    /// <summary>The header of a table has two columns with the same name.</summary>
    public const string TableDuplicateColumn = "TABLE_DUPLICATE_COLUMN";

    /// <summary>A table is not encoded as UTF-8.</summary>
    public const string TableEncoding = "TABLE_ENCODING";

    /// <summary>A table is not valid CSV or TSV.</summary>
    public const string TableMalformed = "TABLE_MALFORMED";

    /// <summary>A table has no header.</summary>
    public const string TableNoHeader = "TABLE_NO_HEADER";

    /// <summary>A row of a table specifies an unknown split.</summary>
    public const string TableSplitValue = "TABLE_SPLIT_VALUE";

    /// <summary>The temporary folder is not writable.</summary>
    public const string TempNotWritable = "TEMP_NOT_WRITABLE";

    /// <summary>A learning rate cannot be searched for the head alone, which is fitted exactly.</summary>
    public const string TrainHeadAlone = "TRAIN_HEAD_ALONE";

    /// <summary>The augmentation standardizes pixels, but a pretrained network does so itself.</summary>
    public const string TrainStandardization = "TRAIN_STANDARDIZATION";

    /// <summary>The network has no layers after the tensor from which training should start.</summary>
    public const string UnfreezeNothing = "UNFREEZE_NOTHING";

    /// <summary>The layer range cannot be parsed.</summary>
    public const string UnfreezeSpec = "UNFREEZE_SPEC";
}
