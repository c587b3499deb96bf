# The addon: the kernels once for each instruction set, everything else once for the baseline processor.
{
  'target_defaults': {
    'include_dirs': ['<!(node -p "require(\'node-api-headers\').include_dir")'],
    'cflags!': ['-O2', '-fno-exceptions'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20', '-fno-exceptions'],
    'cflags_cc': [
      '-std=c++20', '-O3', '-fvisibility=hidden', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast',
    ],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'GCC_OPTIMIZATION_LEVEL': '3',
      'OTHER_CPLUSPLUSFLAGS': ['-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast'],
    },
  },
  'targets': [
    {
      'target_name': 'kernels_portable',
      'type': 'static_library',
      'sources': ['src/kernels/kernels.cpp'],
      'defines': ['GENEGLOT_ISA=portable'],
    },
    {
      'target_name': 'geneglot',
      'sources': [
        'native/addon.cpp', 'native/matrices.cpp', 'native/platform.cpp',
        'src/api.cpp', 'src/backward.cpp', 'src/cpu-backend.cpp', 'src/decode.cpp', 'src/decoder.cpp', 'src/forward.cpp',
        'src/gram.cpp', 'src/head.cpp', 'src/inverse.cpp', 'src/isa.cpp', 'src/objective.cpp', 'src/parallel.cpp',
        'src/parameters.cpp', 'src/sampling.cpp', 'src/set-api.cpp', 'src/set-blocks.cpp', 'src/set-encoder.cpp',
        'src/set-head.cpp', 'src/set-pooling.cpp', 'src/set-workspace.cpp', 'src/training.cpp', 'src/workspace.cpp',
      ],
      'dependencies': ['kernels_portable'],
      'conditions': [['target_arch=="x64"', {'dependencies': ['kernels_avx2', 'kernels_avx512', 'kernels_avx512bf16']}]],
    },
  ],
  'conditions': [
    ['target_arch=="x64"', {
      'targets': [
        {
          'target_name': 'kernels_avx2',
          'type': 'static_library',
          'sources': ['src/kernels/kernels.cpp'],
          'defines': ['GENEGLOT_ISA=avx2'],
          'cflags_cc': ['-march=x86-64-v3'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-march=x86-64-v3', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast']},
        },
        {
          'target_name': 'kernels_avx512',
          'type': 'static_library',
          'sources': ['src/kernels/kernels.cpp'],
          'defines': ['GENEGLOT_ISA=avx512'],
          'cflags_cc': ['-march=x86-64-v4'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-march=x86-64-v4', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast']},
        },
        {
          'target_name': 'kernels_avx512bf16',
          'type': 'static_library',
          'sources': ['src/kernels/kernels.cpp'],
          'defines': ['GENEGLOT_ISA=avx512bf16', 'GENEGLOT_BF16'],
          'cflags_cc': ['-march=x86-64-v4', '-mavx512bf16'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-march=x86-64-v4', '-mavx512bf16', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast']},
        },
      ],
    }],
  ],
}
