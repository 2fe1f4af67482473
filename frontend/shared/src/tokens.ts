/** Generated from shared/tokens/tokens.json by npm run gen:tokens, so code and CSS share one set of values. Do not edit. */
export const tokens = {
  "color": {
    "day": {
      "canvas": "#EEF3F1",
      "surface": "#FFFFFF",
      "sunk": "#E3EBE8",
      "overlay": "#FFFFFFE6",
      "ink": "#12302C",
      "inkSoft": "#456059",
      "inkFaint": "#4F6862",
      "line": "#D3DFDA",
      "primary": "#1C5A4F",
      "onPrimary": "#FFFFFF",
      "primarySoft": "#D5EAE3",
      "focus": "#1C5A4F",
      "calm": "#2A8576",
      "calmSoft": "#A9DACE",
      "energy": "#D9733F",
      "energySoft": "#F6C7A6",
      "sleep": "#6657B5",
      "sleepSoft": "#C9C1F0",
      "sleepDeep": "#3D3382",
      "mood": "#B98312",
      "moodSoft": "#F3D88D",
      "heart": "#C84A63",
      "heartSoft": "#F6C3CB",
      "success": "#2A7A4F",
      "warning": "#9A6400",
      "danger": "#B3364A",
      "food": "#B4652A",
      "foodSoft": "#F5D3B4",
      "water": "#2C7FA8",
      "waterSoft": "#B5DBEC",
      "weight": "#5E6F86",
      "weightSoft": "#CBD5E1",
      "primaryHover": "#174C43",
      "dangerSoft": "#F7DDE1",
      "onDanger": "#FFFFFF",
      "warningSoft": "#F7E7C6",
      "successSoft": "#D3ECDD",
      "scrim": "#12302C66",
      "control": "#6F8A83",
      "raised": "#FFFFFF"
    },
    "night": {
      "canvas": "#0B1719",
      "surface": "#122326",
      "sunk": "#0E1C1F",
      "overlay": "#122326E6",
      "ink": "#E9F3EF",
      "inkSoft": "#A9C0B9",
      "inkFaint": "#8BA49D",
      "line": "#21393B",
      "primary": "#8FDAC7",
      "onPrimary": "#06231D",
      "primarySoft": "#1B3F3A",
      "focus": "#B6F0E1",
      "calm": "#6CCBB7",
      "calmSoft": "#24544D",
      "energy": "#F2A07A",
      "energySoft": "#5B3526",
      "sleep": "#A89BEF",
      "sleepSoft": "#5A4FA0",
      "sleepDeep": "#D6CFFF",
      "mood": "#F0C564",
      "moodSoft": "#5A4719",
      "heart": "#F08A9C",
      "heartSoft": "#5C2733",
      "success": "#7FD3A2",
      "warning": "#F0C564",
      "danger": "#F3909F",
      "food": "#F0B07E",
      "foodSoft": "#56381F",
      "water": "#7FC4E6",
      "waterSoft": "#1E4559",
      "weight": "#A9B9CF",
      "weightSoft": "#334155",
      "primaryHover": "#A9E6D6",
      "dangerSoft": "#4A2029",
      "onDanger": "#2B0A11",
      "warningSoft": "#463715",
      "successSoft": "#173F2B",
      "scrim": "#03090AB3",
      "control": "#5C7E78",
      "raised": "#254448"
    }
  },
  "data": {
    "day": {
      "mood1": "#6657B5",
      "mood2": "#A99EE3",
      "mood3": "#9FD6C8",
      "mood4": "#F3D88D",
      "mood5": "#F0A476",
      "sleepDeep": "#4A3EA0",
      "sleepRem": "#8577D6",
      "sleepLight": "#CDC5F4",
      "sleepAwake": "#F0A476"
    },
    "night": {
      "mood1": "#7E70D4",
      "mood2": "#B3A8F0",
      "mood3": "#6FC5B2",
      "mood4": "#EFCB78",
      "mood5": "#F2A07A",
      "sleepDeep": "#A99CF5",
      "sleepRem": "#7464CC",
      "sleepLight": "#453D82",
      "sleepAwake": "#F2A07A"
    }
  },
  "sky": {
    "dawn": {
      "stops": [
        "#8FB3C9",
        "#C9CFD8",
        "#F3D3C3",
        "#FBE6CF"
      ],
      "sun": "#FFF3DC",
      "hills": [
        "#C79A9B",
        "#6F8E96",
        "#2F5F63"
      ],
      "ink": "#12302C"
    },
    "day": {
      "stops": [
        "#8CC3D6",
        "#B9DEE2",
        "#E0F0E6",
        "#F4F3DC"
      ],
      "sun": "#FFFBEA",
      "hills": [
        "#9CC7B4",
        "#559E8E",
        "#1F6A5F"
      ],
      "ink": "#12302C"
    },
    "dusk": {
      "stops": [
        "#26305E",
        "#5B4A86",
        "#B5708D",
        "#F0A079"
      ],
      "sun": "#FFE3B8",
      "hills": [
        "#8A5578",
        "#4A3F70",
        "#1A2747"
      ],
      "ink": "#FFFFFF"
    },
    "night": {
      "stops": [
        "#0A1230",
        "#14214A",
        "#27396A",
        "#46588A"
      ],
      "sun": "#F4F1E4",
      "hills": [
        "#35477C",
        "#1E2D59",
        "#0C1533"
      ],
      "ink": "#FFFFFF"
    }
  },
  "type": {
    "family": {
      "display": "Newsreader",
      "ui": "Figtree"
    },
    "scale": {
      "hero": {
        "size": 64,
        "line": 64,
        "weight": 300,
        "family": "display",
        "tracking": -1.6
      },
      "title": {
        "size": 38,
        "line": 44,
        "weight": 400,
        "family": "display",
        "tracking": -0.8
      },
      "section": {
        "size": 23,
        "line": 29,
        "weight": 400,
        "family": "display",
        "tracking": -0.3
      },
      "metric": {
        "size": 28,
        "line": 32,
        "weight": 500,
        "family": "ui",
        "tracking": -0.6
      },
      "body": {
        "size": 16,
        "line": 25,
        "weight": 400,
        "family": "ui",
        "tracking": 0
      },
      "label": {
        "size": 14,
        "line": 20,
        "weight": 500,
        "family": "ui",
        "tracking": 0
      },
      "note": {
        "size": 13,
        "line": 18,
        "weight": 400,
        "family": "ui",
        "tracking": 0
      }
    }
  },
  "space": {
    "0": 0,
    "1": 4,
    "2": 8,
    "3": 12,
    "4": 16,
    "5": 24,
    "6": 32,
    "7": 48,
    "8": 64,
    "9": 96
  },
  "radius": {
    "s": 10,
    "m": 16,
    "l": 24,
    "xl": 32,
    "pill": 999
  },
  "size": {
    "touch": 44,
    "rail": 92,
    "content": 1240
  },
  "shadow": {
    "day": {
      "float": "0 18px 50px -18px #12302C3D",
      "card": "0 1px 2px #12302C0A, 0 12px 32px -20px #12302C2E"
    },
    "night": {
      "float": "0 18px 50px -18px #000000A6",
      "card": "0 1px 2px #00000033"
    }
  },
  "motion": {
    "duration": {
      "quick": 140,
      "settle": 260,
      "drift": 620,
      "inhale": 4000,
      "hold": 1000,
      "exhale": 6000
    },
    "easing": {
      "settle": [
        0.22,
        0.8,
        0.24,
        1
      ],
      "breath": [
        0.45,
        0.05,
        0.55,
        0.95
      ]
    },
    "reduced": "Replace drift and breath with a 140 ms cross-fade; the breath guide becomes a numbered count."
  },
  "scene": {
    "ink": "#FFFFFF",
    "inkSoft": "#FFFFFFD9",
    "line": "#FFFFFF52",
    "glass": "#10163666",
    "glassStrong": "#101636A6",
    "paper": "#FFFFFFF2",
    "onPaper": "#1A2747",
    "onPaperSoft": "#4B5672",
    "star": "#FFFFFF"
  }
} as const;
export type Mode = keyof typeof tokens.color;
export type SkyName = keyof typeof tokens.sky;
